import { WAIT_POLL_MS } from "../../defaults";
import { isTrue } from "../../domain/conditions";
import { HostUnreachable } from "../../domain/errors";
import { referenceTo } from "../../domain/waiting";
import { formatKey, type Key, keyOf } from "../../domain/key";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { isOver } from "../../domain/operation/is-over";
import type { RunInput } from "../../domain/operation/snapshot";
import { awaiting, predecessors } from "../../domain/operation/turn";
import type { Route } from "../../ports/remote-host";
import type { Lease } from "../../ports/lease";
import type { Settings } from "../../ports/settings";
import type { Requeue } from "../../ports/work";
import { agreeOnSecrets } from "./agree-on-secrets";
import type { Assignment } from "./assignment";
import { reportParked } from "./drain";
import { Deadline } from "./deadline";
import { dryRun } from "./dry-run";
import { explain } from "./explain";
import { fenced } from "./fenced";
import { NOTHING_SEEN, type Seen } from "./follow";
import { giveUp, whereItStands } from "./late";
import type { OperationPorts } from "./ports";
import { reportBootstrapped, reportRunFailure, reportStarting, reportWaiting } from "./report";
import { requireSecrets, resolveRoute } from "./resolve";
import { isGone, runOnServer, type Unfinished } from "./run";
import { askWhetherUncontested } from "./uncontested";

/** Runs the operation on its server and reports how that went. Rejects with what is to be tried again. */
export async function attempt(
  ports: OperationPorts,
  input: RunInput,
  settings: Settings,
  signal: AbortSignal,
): Promise<Requeue> {
  let lease: Lease;
  let route: Route;
  try {
    // Secrets first: while one is missing, the time to reach the host does not run.
    route = await readSecrets(ports, input, settings);
    lease = await ports.leases.acquire(input.server.metadata?.uid ?? "");
  } catch (error: unknown) {
    return await explain(ports, input, error);
  }
  try {
    const rest = await whatIsLeft(ports, input);
    if (rest.kind === "Wait") {
      const predecessor = referenceTo("Operation", rest.predecessor);
      const why = { ...awaiting(predecessor), started: false };
      await reportWaiting(fenced(ports, lease), input.operation, why);
      return { afterMs: WAIT_POLL_MS };
    }
    if (rest.kind === "Nothing") {
      return { afterMs: 0 };
    }
    const uncontested = askWhetherUncontested(ports, input);
    return await work(fenced(ports, lease), { input, route, lease, uncontested }, signal);
  } finally {
    await lease.release();
  }
}

/** Reads every Secret that the run needs, and tells the profile what became of its own. Rejects as `readLogin` does. */
async function readSecrets(
  ports: OperationPorts,
  input: RunInput,
  settings: Settings,
): Promise<Route> {
  try {
    const route = await resolveRoute(ports, input, settings);
    await requireSecrets(ports, input);
    agreeOnSecrets(ports, input);
    return route;
  } catch (error: unknown) {
    agreeOnSecrets(ports, input, error);
    throw error;
  }
}

/**
 * Whether the run is still the operation's next thing to do. What was seen before the Lease was ours may be long ago:
 * another controller may have had the server since, and seen the run to its end. And an index of operations may have
 * lost one that comes before and does not hold the Lease, as one that waits for its Node.
 */
async function whatIsLeft(
  { store }: OperationPorts,
  { operation, server }: RunInput,
): Promise<
  { readonly kind: "Run" | "Nothing" } | { readonly kind: "Wait"; readonly predecessor: Key }
> {
  const { namespace, name } = keyOf(server);
  const siblings = await store.operations.list({
    namespace,
    field: ["spec.serverRef.name", name],
  });
  const current = siblings.find(({ metadata }) => metadata?.uid === operation.metadata?.uid);
  if (
    current === undefined ||
    isOver(current) ||
    isTrue<"Operation">(current.status?.conditions, "Bootstrapped")
  ) {
    return { kind: "Nothing" };
  }
  const [first] = predecessors(current, siblings);
  return first === undefined ? { kind: "Run" } : { kind: "Wait", predecessor: keyOf(first) };
}

/** One go at the run, within its limits, as long as the lease holds and nobody deletes the operation. */
async function work(
  ports: OperationPorts,
  held: Omit<Assignment, "deadline">,
  signal: AbortSignal,
): Promise<Requeue> {
  const { input, lease } = held;
  const { operation } = input;
  const cancellation = ports.cancellations.watch(operation.metadata?.uid ?? "");
  const deadline = new Deadline(ports.clock, input);
  const within = AbortSignal.any([signal, lease.lost, cancellation.signal, deadline.signal]);
  try {
    return await run(ports, { ...held, deadline }, within);
  } catch (error: unknown) {
    signal.throwIfAborted();
    lease.verify();
    if (deadline.signal.aborted && input.isLate) {
      return await giveUp(ports, input);
    }
    if (cancellation.signal.aborted || deadline.signal.aborted) {
      return { afterMs: 0 }; // the next pass judges the time that is over
    }
    if (error instanceof HostUnreachable) {
      // Its time ends when it ends, not after a back-off.
      ports.wake.operationWithin(formatKey(keyOf(operation)), deadline.leftMs);
    }
    return await explain(ports, input, error);
  } finally {
    deadline.stop();
    cancellation.done();
  }
}

async function run(
  ports: OperationPorts,
  assignment: Assignment,
  signal: AbortSignal,
): Promise<Requeue> {
  const { input } = assignment;
  await reportStarting(ports, input);
  if (isDryRun(input.operation)) {
    return await dryRun(ports, assignment, signal);
  }
  const outcome = await runOnServer(ports, assignment, signal);
  if (!("result" in outcome)) {
    return await goOn(ports, input, outcome);
  }
  if (outcome.result.result === "Failed") {
    await reportRunFailure(ports, input.operation, outcome);
    return undefined;
  }
  await reportBootstrapped(ports, input.operation, outcome);
  return { afterMs: 0 };
}

/** What becomes of a run without a result: it is looked for again and started again, unless it is too late, or held. */
async function goOn(
  ports: OperationPorts,
  input: RunInput,
  job: Unfinished & { readonly seen?: Seen },
): Promise<Requeue> {
  const { operation, isLate, hold } = input;
  if (job.kind === "parked") {
    await reportParked(ports, input, job.seen ?? NOTHING_SEEN);
    return { afterMs: 0 };
  }
  if (isLate) {
    return await giveUp(ports, input, whereItStands(job));
  }
  if (hold !== undefined && isGone(job)) {
    await reportWaiting(ports, operation, hold);
    return { afterMs: WAIT_POLL_MS };
  }
  return { afterMs: 0 };
}
