import type { Reason } from "../../api/conditions";
import { WAIT_POLL_MS } from "../../defaults";
import {
  DependencyMissing,
  HostKeyMismatch,
  HostUnreachable,
  LeaseLost,
  StargateError,
} from "../../domain/errors";
import { formatKey, keyOf } from "../../domain/key";
import type { RunInput } from "../../domain/operation/snapshot";
import { limitSeconds, timeoutsOf } from "../../domain/operation/timeouts";
import type { Route } from "../../ports/remote-host";
import type { ServerLease } from "../../ports/server-leases";
import type { Settings } from "../../ports/settings";
import type { Requeue } from "../../ports/work";
import type { Assignment } from "./assignment";
import { fenced } from "./fenced";
import type { OperationPorts } from "./ports";
import {
  reportBootstrapped,
  reportFailure,
  reportRunFailure,
  reportStarting,
  reportUnreachable,
  reportWaiting,
} from "./report";
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
  const seconds = limitSeconds(timeoutsOf(profile), true);
  const stop = ports.clock.schedule(seconds * 1000, () => {
    deadline.abort();
  });
  const within = AbortSignal.any([signal, lease.lost, cancellation.signal, deadline.signal]);
  try {
    return await run(ports, assignment, within);
  } catch (error: unknown) {
    signal.throwIfAborted();
    lease.verify();
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
  if (outcome === undefined) {
    return { afterMs: 0 }; // the job is gone: look again, and start it again
  }
  ports.metrics.runEnded(outcome.progress);
  if (outcome.result.result === "Failed") {
    await reportRunFailure(ports, input.operation, outcome);
    return undefined;
  }
  await reportBootstrapped(ports, input.operation, outcome);
  return { afterMs: 0 };
}

/** Puts the error where a user looks for it, then rejects with it if a repetition may help. */
async function explain(ports: OperationPorts, input: RunInput, error: unknown): Promise<Requeue> {
  const { operation } = input;
  // Who lost the server to another controller has nothing to say of it any more.
  if (!(error instanceof StargateError) || error instanceof LeaseLost) {
    throw error;
  }
  const { reason } = error;
  if (reason === "ServerLeased") {
    return { afterMs: WAIT_POLL_MS };
  }
  // What a host says of itself may hold anything.
  const message = ports.register.redact(error.report);
  if (error instanceof DependencyMissing) {
    const { waitingFor } = error;
    await reportWaiting(ports, operation, { reason, message, waitingFor, started: false });
    return { afterMs: WAIT_POLL_MS };
  }
  if (error instanceof HostUnreachable) {
    await reportUnreachable(ports, operation, { reason, message });
    lookAtRouter(ports, input, reason);
  } else if (error.disposition === "terminal" && reason !== "ApiForbidden") {
    const role = error instanceof HostKeyMismatch ? error.role : undefined;
    await reportFailure(ports, operation, { reason, message, role });
    return undefined;
  }
  throw error;
}

/** A router's own record says that it answers, until somebody looks again. */
function lookAtRouter({ wake }: OperationPorts, { router }: RunInput, reason: Reason): void {
  if (reason === "JumpUnreachable" && router !== undefined) {
    wake.router(formatKey(keyOf(router)));
  }
}
