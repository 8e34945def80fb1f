import { planHashOf } from "../../bootstrap/look";
import type { Operation } from "../../api/operation.generated";
import { NAMES_IN_MESSAGE } from "../../defaults";
import { InvalidSpec } from "../../domain/errors";
import { changedItems, NOBODY_MOVES, planItems, planSummary } from "../../domain/dry-run/items";
import { failureOf, type Look } from "../../domain/dry-run/look";
import { planned } from "../../domain/operation/dry-run-status";
import { keyOf } from "../../domain/key";
import { knownReason } from "../../domain/run/progress";
import type { RunInput } from "../../domain/operation/snapshot";
import type { RemoteHost } from "../../ports/remote-host";
import { foundFields, look } from "./look";
import type { OperationPorts } from "./ports";
import { write } from "./write";

/**
 * Makes sure that the run would do what its plan said, where the operation requires one. Only before it begins: one that has
 * is another one by now.
 *
 * Rejects with `InvalidSpec` when the plan is another one, or when the run would fail; otherwise as `look` does.
 */
export async function requirePlan(
  ports: OperationPorts,
  input: RunInput,
  host: RemoteHost,
  signal: AbortSignal,
): Promise<void> {
  const { operation } = input;
  const { planHash } = operation.spec;
  if (planHash === undefined) {
    return;
  }
  const seen = await look(ports, input, host, signal);
  const failure = failureOf(seen);
  const isSame = planHashOf(seen) === planHash;
  if (failure !== undefined || !isSame) {
    // The version is pinned by what begins, and the next look asks for what this one asked for.
    const { kubernetesVersion: _version, ...fields } = foundFields(seen, NOBODY_MOVES);
    await write(ports, operation, (current, now) => planned(current, fields, now));
  }
  if (failure !== undefined) {
    const { reason, message = "", remedy } = failure;
    throw new InvalidSpec(`step ${failure.step}: ${message}`, {
      reason: knownReason(reason),
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
  if (!isSame) {
    throw new InvalidSpec(await difference(ports, operation, seen), {
      reason: "PlanChanged",
      remedy: `stargate plan op/${keyOf(operation).name} shows it; if it is to be applied, require its hash`,
    });
  }
}

/** What is otherwise than in the required plan, as far as an Operation is there that has it. */
async function difference(
  { store }: OperationPorts,
  operation: Operation,
  seen: Look,
): Promise<string> {
  const { namespace } = keyOf(operation);
  const siblings = await store.operations.list({
    namespace,
    field: ["spec.serverRef.name", operation.spec.serverRef.name],
  });
  const known = siblings.find(({ status }) => status?.planHash === operation.spec.planHash);
  const changed = changedItems(known?.status?.plan ?? [], planItems(seen, NOBODY_MOVES));
  const title = `the plan is another one now (${planHashOf(seen)})`;
  if (known === undefined) {
    return `${title}, and no Operation has the required one any more: ${planSummary(seen, NOBODY_MOVES)}`;
  }
  if (changed.length === 0) {
    return `${title}: the steps are the same, but not what they are for or work with (Server, profile, its script, spec.drain)`;
  }
  const first = changed.slice(0, NAMES_IN_MESSAGE).join(", ");
  const more = changed.length - NAMES_IN_MESSAGE;
  return `${title}: ${first}${more > 0 ? ` and ${more} more` : ""}`;
}
