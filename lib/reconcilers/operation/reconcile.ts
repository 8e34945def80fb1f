import type { Operation } from "../../api/operation.generated";
import { NODE_POLL_MS, RESYNC_MS, WAIT_POLL_MS } from "../../defaults";
import { InvariantViolated, unreachable as impossible } from "../../domain/errors";
import { formatKey, type Key, keyOf } from "../../domain/key";
import { decide, decideOver } from "../../domain/operation/decide";
import { isHeld } from "../../domain/operation/decide-deletion";
import type { Decision } from "../../domain/operation/decision";
import type { RunInput } from "../../domain/operation/snapshot";
import type { RunClaim } from "../../ports/run-slots";
import type { Settings } from "../../ports/settings";
import type { Requeue } from "../../ports/work";
import { adoptRouter } from "./adopt-router";
import { observe } from "./observe";
import type { OperationPorts } from "./ports";
import { attempt } from "./attempt";
import { drain } from "./drain";
import { uncordonNode } from "../drain/drain";
import { cancel, release } from "./cancel";
import { mayUncordon, uncordonUndisturbed } from "./uncordon";
import { reportTrouble } from "./trouble";
import { reportComplete, reportFailure, reportNode, reportWaiting } from "./report";

/**
 * One pass over an operation: observe, decide, report, act.
 *
 * The object is read afresh each time; what woke us is only a hint. A pass may last as long as the run on the
 * server: it follows its journal. A pass that is cut short changes nothing; the next one finds the run again.
 */
export async function reconcileOperation(
  ports: OperationPorts,
  key: Key,
  signal: AbortSignal,
): Promise<Requeue> {
  const operation = await ports.store.operations.get(key);
  if (operation === undefined) {
    ports.slots.withdraw(formatKey(key));
    return undefined;
  }
  try {
    return await pass(ports, operation, signal);
  } catch (error: unknown) {
    signal.throwIfAborted();
    await reportTrouble(ports, operation, error);
    throw error;
  }
}

async function pass(
  ports: OperationPorts,
  operation: Operation,
  signal: AbortSignal,
): Promise<Requeue> {
  const { settings, decision } = await judge(ports, operation);
  if (decision.kind !== "Run") {
    ports.slots.withdraw(formatKey(keyOf(operation)));
  }
  return decision.kind === "None"
    ? undefined
    : await act(ports, { operation, settings }, decision, signal);
}

/** What to do. A fleet has many more operations that are over than others: for these nothing else is read. */
async function judge(
  ports: OperationPorts,
  operation: Operation,
): Promise<{ readonly decision: Decision; readonly settings: Settings | undefined }> {
  const over = decideOver(operation);
  if (over !== undefined) {
    return { decision: over, settings: undefined };
  }
  const { snapshot, settings } = await observe(ports, operation);
  const decision = decide(snapshot);
  if (decision.kind !== "Fail" || decision.reason !== "VersionSkew") {
    return { decision, settings };
  }
  // Its own version is known as of a minute ago, and it may have been upgraded since.
  const surroundings = await ports.surroundings.afresh();
  return { decision: decide({ ...snapshot, surroundings }), settings };
}

async function act(
  ports: OperationPorts,
  seen: { readonly operation: Operation; readonly settings: Settings | undefined },
  decision: Exclude<Decision, { readonly kind: "None" }>,
  signal: AbortSignal,
): Promise<Requeue> {
  const { operation } = seen;
  switch (decision.kind) {
    case "Wait":
      await reportWaiting(ports, operation, decision);
      return { afterMs: WAIT_POLL_MS };
    case "Fail":
      await uncordonUndisturbed(ports, operation);
      await reportFailure(ports, operation, decision);
      return undefined;
    case "AdoptRouter":
      return await adoptRouter(ports, operation, decision);
    case "Run":
      return await runInTurn(ports, decision, settingsOf(seen), signal);
    case "Drain":
      return await drain(ports, decision);
    case "AwaitNode":
      return await awaitNode(ports, operation, decision);
    case "Complete":
      return await complete(ports, operation, decision);
    case "Cancel":
      return await cancel(ports, decision, settingsOf(seen), signal);
    case "Release":
      await release(ports, operation, decision.skipped);
      return undefined;
    default:
      return impossible(decision);
  }
}

/** Deletes the Node of a server that has left, that very one; whether it is gone is read in the next pass. */
async function awaitNode(
  ports: OperationPorts,
  operation: Operation,
  what: Extract<Decision, { readonly kind: "AwaitNode" }>,
): Promise<Requeue> {
  if (what.remove !== undefined) {
    await ports.nodes.delete(what.remove);
  }
  await reportNode(ports, operation, what);
  return { afterMs: NODE_POLL_MS };
}

/** Whoever saw its steps succeed may have died before it let the operation go: then one more pass does. */
async function complete(
  ports: OperationPorts,
  operation: Operation,
  what: Extract<Decision, { readonly kind: "Complete" }>,
): Promise<Requeue> {
  const { message, node } = what;
  if (node !== undefined && mayUncordon(operation, node)) {
    await uncordonNode(ports, node);
  }
  await reportComplete(ports, operation, { message, isNode: node !== undefined });
  return isHeld(operation) ? { afterMs: 0 } : undefined;
}

/** The settings that a decision to contact a host went by: without any there is none. */
function settingsOf({ settings }: { readonly settings: Settings | undefined }): Settings {
  if (settings === undefined) {
    throw new InvariantViolated("a host is to be contacted without settings");
  }
  return settings;
}

/** Runs it when it is its turn; until then it says whose turn it is. */
async function runInTurn(
  ports: OperationPorts,
  input: RunInput,
  settings: Settings,
  signal: AbortSignal,
): Promise<Requeue> {
  const { operation } = input;
  const grant = ports.slots.claim(claimOf(input), settings.runLimits);
  if (!grant.granted) {
    await reportWaiting(ports, operation, {
      reason: "RunsLimited",
      message: grant.because,
      object: undefined,
      started: false,
    });
    return { afterMs: RESYNC_MS };
  }
  try {
    return await attempt(ports, input, settings, signal);
  } finally {
    grant.release();
  }
}

function claimOf({ operation, server }: RunInput): RunClaim {
  const { creationTimestamp, uid = "" } = operation.metadata ?? {};
  const { dcJobID, startTime } = operation.status ?? {};
  return {
    key: formatKey(keyOf(operation)),
    router: server.spec.routerIP,
    since: `${String(creationTimestamp)} ${uid}`,
    // A pause takes the time back, and the place with it.
    isAtWork: dcJobID !== undefined && startTime !== undefined,
  };
}
