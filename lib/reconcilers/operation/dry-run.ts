import { planOf } from "../../bootstrap/plan";
import { drainObstacle } from "../../domain/drain/outcome";
import { drainPolicyOf } from "../../domain/drain/policy";
import { forecastDrain } from "../../domain/drain/forecast";
import { NOBODY_MOVES, planSummary, type PodOutlook } from "../../domain/dry-run/items";
import { failureOf, isApplied, type Look } from "../../domain/dry-run/look";
import { looked } from "../../domain/operation/dry-run-status";
import type { RunInput } from "../../domain/operation/snapshot";
import { knownReason } from "../../domain/run/progress";
import type { Requeue } from "../../ports/work";
import type { Assignment } from "./assignment";
import { foundFields, look } from "./look";
import type { OperationPorts } from "./ports";
import { reportUnsuccessful } from "./report";
import { resolveLook } from "./resolve";
import { withServer } from "./with-server";
import { write } from "./write";
import { blockedPods } from "../drain/probe";

/** Looks at what the operation would do, and reports that. Nothing is changed; rejects with what is to be tried again. */
export async function dryRun(
  ports: OperationPorts,
  assignment: Assignment,
  signal: AbortSignal,
): Promise<Requeue> {
  const { input } = assignment;
  const seen = await withServer(ports, assignment, signal, (host, { facts }) =>
    look(ports, { ...input, machineID: facts.machineID }, host, signal),
  );
  const pods = await podsOf(ports, input, seen);
  const fields = foundFields(seen, pods);
  const failure = failureOf(seen);
  if (failure === undefined) {
    const { drain } = pods;
    const obstacle = drain && drainObstacle(pods, pods.blocked, drain);
    const found = { message: planSummary(seen, pods), fields, obstacle };
    await write(ports, input.operation, (current, now) => looked(current, found, now));
    return undefined;
  }
  const { step, reason, message = "", remedy = "" } = failure;
  const words = [`step ${step}: ${message}`, ...(remedy === "" ? [] : [remedy])].join("; ");
  await reportUnsuccessful(ports, input.operation, {
    reason: knownReason(reason),
    message: words,
    fields,
  });
  return undefined;
}

/** What would become of the Node's pods, if a step that disturbs them would be applied. */
async function podsOf(ports: OperationPorts, input: RunInput, seen: Look): Promise<PodOutlook> {
  const applied = new Set(seen.steps.filter(isApplied).map(({ step }) => step));
  const steps = planOf(await resolveLook(ports, input));
  const isDisturbed = steps.some(({ name, gate }) => gate === "drain" && applied.has(name));
  if (!input.isNode || !isDisturbed) {
    return NOBODY_MOVES;
  }
  const pods = await ports.pods.on(input.server.metadata?.name ?? "");
  const drain = drainPolicyOf(input.profile);
  const forecast = forecastDrain(pods, drain);
  const blocked = await blockedPods(ports.pods, forecast.toEvict);
  const isKept = new Set(blocked.map(({ pod }) => pod.uid));
  const toEvict = forecast.toEvict.filter(({ uid }) => !isKept.has(uid));
  return { ...forecast, drain, toEvict, blocked };
}
