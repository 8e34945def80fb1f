import { planHashOf } from "../../bootstrap/look";
import { planOf } from "../../bootstrap/plan";
import type { OperationStatus } from "../../api/operation.generated";
import { drainObstacle } from "../../domain/drain/outcome";
import { drainPolicyOf } from "../../domain/drain/policy";
import { forecastDrain } from "../../domain/drain/forecast";
import { NOBODY_MOVES, planItems, planSummary, type PodOutlook } from "../../domain/dry-run/items";
import { failureOf, isApplied, type Look } from "../../domain/dry-run/look";
import { looked } from "../../domain/operation/dry-run-status";
import { checkFields } from "../../domain/operation/run-fields";
import type { RunInput } from "../../domain/operation/snapshot";
import { knownReason } from "../../domain/run/progress";
import type { Requeue } from "../../ports/work";
import type { Assignment } from "./assignment";
import { look } from "./look";
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
  const fields = fieldsOf(seen, pods);
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

/** A plan with a hash that another operation can require; of a look that ends in a failure there is none to require. */
function fieldsOf(seen: Look, pods: PodOutlook): Partial<OperationStatus> {
  const { kubernetesVersion: version } = seen.outputs;
  return {
    plan: [...planItems(seen, pods)],
    ...(seen.preflight.length === 0 ? {} : { preflight: seen.preflight.map(checkFields) }),
    ...(version === undefined ? {} : { kubernetesVersion: version }),
    ...(isWhole(seen) ? { planHash: planHashOf(seen) } : {}),
  };
}

/** Whether the plan says all that another operation can require: also which version, where packages are part of it. */
function isWhole(seen: Look): boolean {
  const isVersioned = seen.steps.every(({ step }) => step !== "kubernetes-packages");
  return (
    failureOf(seen) === undefined &&
    (isVersioned || seen.outputs["kubernetesVersion"] !== undefined)
  );
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
