import { cancelJob } from "../../bootstrap/job";
import { CLEANUP_FINALIZER, SKIP_CLEANUP_ANNOTATION } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { CANCEL_GRACE_SECONDS, TEARDOWN_GRACE_SECONDS, WAIT_POLL_MS } from "../../defaults";
import { DependencyMissing, HostUnreachable, StargateError } from "../../domain/errors";
import type { HostInput } from "../../domain/operation/snapshot";
import type { Settings } from "../../ports/settings";
import type { Requeue } from "../../ports/work";
import { waitReasonOf } from "../../domain/waiting";
import { announce } from "./announce";
import { awaitedObject } from "./awaited";
import type { OperationPorts } from "./ports";
import { reportCancelled, reportCancelling, reportWaiting } from "./report";
import { reportUnreachable } from "./report-contact";
import { resolveRoute } from "./resolve";
import { uncordonUndisturbed } from "./uncordon";
import { withFence } from "./with-fence";

/**
 * Stops the run of a deleted operation on its server, then lets the operation go.
 *
 * A server that does not answer is tried again (rejects), and a Secret that is not there is waited for, until
 * `decideDeletion` gives up; a server that can never be entered again is left to its own deadline at once.
 */
export async function cancel(
  ports: OperationPorts,
  input: HostInput,
  settings: Settings,
  signal: AbortSignal,
): Promise<Requeue> {
  const { operation } = input;
  try {
    const message = await cancelOnServer(ports, input, settings, signal);
    await uncordonUndisturbed(ports, operation);
    await announce(ports, operation, { type: "normal", reason: "OperationCancelled", message });
    await reportCancelled(ports, operation, message);
    await letGo(ports, operation);
    return undefined;
  } catch (error: unknown) {
    signal.throwIfAborted();
    return await explain(ports, input, error);
  }
}

/** Lets a deleted operation go. `skipped` says why its server was not told, if there was something to tell. */
export async function release(
  ports: OperationPorts,
  operation: Operation,
  skipped: string | undefined,
): Promise<void> {
  await uncordonUndisturbed(ports, operation);
  if (skipped !== undefined) {
    const message = `its run was not stopped, because ${skipped}; the run ends at its own deadline and removes its secrets`;
    await announce(ports, operation, { type: "warning", reason: "CleanupSkipped", message });
  }
  await letGo(ports, operation);
}

async function cancelOnServer(
  ports: OperationPorts,
  input: HostInput,
  settings: Settings,
  signal: AbortSignal,
): Promise<string> {
  const { operation, server } = input;
  const route = await resolveRoute(ports, input, settings);
  const lease = await ports.leases.acquire(server.metadata?.uid ?? "");
  try {
    const host = await ports.remoteHosts.connect(route, signal);
    try {
      const { uid = "" } = operation.metadata ?? {};
      const graceSeconds =
        server.metadata?.deletionTimestamp === undefined
          ? CANCEL_GRACE_SECONDS
          : TEARDOWN_GRACE_SECONDS;
      await reportCancelling(ports, operation, graceSeconds);
      const { result, reason } = await withFence(lease, fence =>
        cancelJob(host, uid, { fence, graceSeconds }, signal),
      );
      return reason === "Cancelled"
        ? "its run was stopped; what was done stays done, and the next repave goes on from there"
        : `its run had ended before: ${result}`;
    } finally {
      host.close();
    }
  } finally {
    await lease.release();
  }
}

async function explain(ports: OperationPorts, input: HostInput, error: unknown): Promise<Requeue> {
  const { operation, server } = input;
  if (!(error instanceof StargateError)) {
    throw error;
  }
  if (error.reason === "ServerLeased") {
    return { afterMs: WAIT_POLL_MS };
  }
  const message = ports.register.redact(error.report);
  const object = await awaitedObject(ports, input, error);
  // With the Server the whole namespace may go, and nothing comes back in there.
  if (error instanceof DependencyMissing && server.metadata?.deletionTimestamp === undefined) {
    const reason = waitReasonOf(error.reason);
    await reportWaiting(ports, operation, { reason, message, object, started: false });
    return { afterMs: WAIT_POLL_MS };
  }
  if (error instanceof HostUnreachable) {
    const remedy = `annotate the Operation with ${SKIP_CLEANUP_ANNOTATION}=true to let it go without its server`;
    await reportUnreachable(ports, operation, {
      reason: error.reason,
      object,
      message: `being cancelled, but ${message}; ${remedy}`,
    });
    throw error;
  }
  // A right can be granted again.
  if (error.disposition === "retry" || error.reason === "ApiForbidden") {
    throw error;
  }
  await release(ports, operation, message);
  return undefined;
}

async function letGo({ tokens, store }: OperationPorts, operation: Operation): Promise<void> {
  await tokens.revoke(operation.metadata?.uid ?? "");
  await store.operations.removeFinalizer(operation, CLEANUP_FINALIZER);
}
