import { LAST_LOOK_SECONDS } from "../../defaults";
import type { RunInput } from "../../domain/operation/snapshot";
import { limitSeconds, timeoutsOf } from "../../domain/operation/timeouts";
import type { Route } from "../../ports/remote-host";
import type { ServerLease } from "../../ports/server-leases";
import type { Settings } from "../../ports/settings";
import type { Requeue } from "../../ports/work";
import type { Assignment } from "./assignment";
import { explain } from "./explain";
import { fenced } from "./fenced";
import { giveUp, whereItStands } from "./late";
import type { OperationPorts } from "./ports";
import { reportBootstrapped, reportRunFailure, reportStarting } from "./report";
import { requireSecrets, resolveRoute } from "./resolve";
import { runOnServer } from "./run";

/** Runs the operation on its server and reports how that went. Rejects with what is to be tried again. */
export async function attempt(
  ports: OperationPorts,
  input: RunInput,
  settings: Settings,
  signal: AbortSignal,
): Promise<Requeue> {
  let lease: ServerLease;
  let route: Route;
  try {
    // Secrets first: while one is missing, the time to reach the host does not run.
    route = await resolveRoute(ports, input, settings);
    await requireSecrets(ports, input);
    lease = await ports.leases.acquire(input.server.metadata?.uid ?? "");
  } catch (error: unknown) {
    return await explain(ports, input, error);
  }
  try {
    return await work(fenced(ports, lease), { input, route, lease }, signal);
  } finally {
    await lease.release();
  }
}

/** One go at the run, within its limits, as long as the lease holds and nobody deletes the operation. */
async function work(
  ports: OperationPorts,
  assignment: Assignment,
  signal: AbortSignal,
): Promise<Requeue> {
  const { input, lease } = assignment;
  const { operation, profile } = input;
  const cancellation = ports.cancellations.watch(operation.metadata?.uid ?? "");
  const deadline = new AbortController();
  // A host may answer for ever and never say anything: then the next pass judges the time that is over.
  const seconds = input.isLate ? LAST_LOOK_SECONDS : limitSeconds(timeoutsOf(profile), true);
  const stop = ports.clock.schedule(seconds * 1000, () => {
    deadline.abort();
  });
  const within = AbortSignal.any([signal, lease.lost, cancellation.signal, deadline.signal]);
  try {
    return await run(ports, assignment, within);
  } catch (error: unknown) {
    signal.throwIfAborted();
    lease.verify();
    if (deadline.signal.aborted && input.isLate) {
      return await giveUp(ports, input);
    }
    if (cancellation.signal.aborted || deadline.signal.aborted) {
      return { afterMs: 0 };
    }
    return await explain(ports, input, error);
  } finally {
    stop();
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
  const outcome = await runOnServer(ports, assignment, signal);
  if (!("result" in outcome)) {
    // The job is gone: look again, and start it again.
    return input.isLate ? await giveUp(ports, input, whereItStands(outcome)) : { afterMs: 0 };
  }
  ports.metrics.runEnded(outcome.progress);
  if (outcome.result.result === "Failed") {
    await reportRunFailure(ports, input.operation, outcome);
    return undefined;
  }
  await reportBootstrapped(ports, input.operation, outcome);
  return { afterMs: 0 };
}
