import { CLEANUP_FINALIZER } from "../../api/names";
import type { Reason } from "../../api/conditions";
import type { ServerStatus } from "../../api/server.generated";
import type { Operation } from "../../api/operation.generated";
import { serverKeyOf } from "../../domain/operation/server-key";
import type { OperationWait, RunInput } from "../../domain/operation/snapshot";
import type { WaitReason } from "../../api/waiting";
import { logFieldsOf } from "../../domain/operation/log-fields";
import { outputFields, progressFields } from "../../domain/operation/run-fields";
import { isDryRun } from "../../domain/operation/dry-run-status";
import * as status from "../../domain/operation/status";
import { released } from "../../domain/server/release";
import { type Wait, withoutText } from "../../domain/waiting";
import { knownReason } from "../../domain/run/progress";
import { StargateError } from "../../domain/errors";
import { conditionOf } from "../../domain/conditions";
import { announce } from "./announce";
import type { Seen } from "./follow";
import type { OperationPorts } from "./ports";
import { noteEnd } from "./note-end";
import { settleClaim } from "./settle-claim";
import {
  CONTACT_REASONS,
  type ContactFailure,
  reportContact,
  reportUnreachable,
} from "./report-contact";
import type { RunOutcome } from "./run";
import { write } from "./write";

const NODE_REASONS: ReadonlySet<Reason> = new Set([
  "NodeNotRegistered",
  "NodeNotReady",
  "NodeIdentityMismatch",
]);

/** It waits for something to appear. */
export async function reportWaiting(
  ports: OperationPorts,
  operation: Operation,
  wait: OperationWait,
): Promise<void> {
  await write(ports, operation, (current, now) => status.waiting(current, wait, now));
}

/**
 * Another controller, or another operation, has the server. Said only where nothing was begun: who has the Lease tells
 * of what it does there.
 */
export async function reportLeased(
  ports: OperationPorts,
  operation: Operation,
  { message, object }: Pick<Wait, "message" | "object">,
): Promise<void> {
  const wait = { reason: "ServerLeased", message, object, started: false } as const;
  await write(ports, operation, (current, now) =>
    current.status?.startTime === undefined && current.status?.dcJobID === undefined
      ? status.waiting(current, wait, now)
      : undefined,
  );
}

/**
 * Contact is being made: work starts, or starts again after a pause, which took its time back. Said once: a status
 * that changed with every try would wake its own operation, and no back-off would hold.
 */
export async function reportStarting(ports: OperationPorts, input: RunInput): Promise<void> {
  const { operation, server, profileName } = input;
  const isNew = operation.status?.provisioningProfile === undefined;
  if (isNew && !isDryRun(operation)) {
    const { operation: type, serverRef } = operation.spec;
    const message = `${type} of Server ${serverRef.name} with profile ${profileName}`;
    await announce(ports, operation, {
      type: "normal",
      reason: "OperationStarted",
      message,
      server,
    });
  }
  if (isNew || operation.status?.startTime === undefined) {
    await write(ports, operation, (current, now) => status.starting(current, profileName, now));
  }
}

/** Something keeps us from looking at a run that goes on. */
export async function reportObstacle(
  ports: OperationPorts,
  operation: Operation,
  why: ContactFailure & Pick<Wait, "object">,
): Promise<void> {
  if (CONTACT_REASONS.has(why.reason)) {
    await reportUnreachable(ports, operation, why);
    return;
  }
  await write(ports, operation, (current, now) => status.obstructed(current, why, now));
}

/** Every step succeeded. The token has done its work. */
export async function reportBootstrapped(
  ports: OperationPorts,
  operation: Operation,
  seen: Seen,
): Promise<void> {
  await revokeToken(ports, operation);
  await write(ports, operation, (current, now) => status.bootstrapped(current, seen, now));
  // What comes before the write is repeated until that succeeds.
  ports.metrics.runEnded(seen.progress);
  await letGo(ports, operation);
}

/** The Node is not there or not Ready yet. */
export async function reportNode(
  ports: OperationPorts,
  operation: Operation,
  why: { reason: WaitReason; message: string },
): Promise<void> {
  await write(ports, operation, (current, now) => status.awaitingNode(current, why, now));
}

/** The Node was seen Ready: the server's record first, so that success is never told before it is true. */
export async function reportComplete(
  ports: OperationPorts,
  operation: Operation,
  what: { readonly message: string; readonly isNode: boolean },
): Promise<void> {
  const { message } = what;
  const server = await ports.store.servers.updateStatus(serverKeyOf(operation), current =>
    recordOf(operation, withoutText(current.status) ?? {}),
  );
  if (server !== undefined) {
    await settleClaim(ports, operation, server);
  }
  await write(ports, operation, (current, now) => status.succeeded(current, what, now));
  noteEnd(ports, operation, { result: "succeeded" });
  await announce(ports, operation, {
    type: "normal",
    reason: "OperationSucceeded",
    message,
    server,
  });
}

/** What the operation made of the server: a repave applied a profile, and a reset took all of it back. */
function recordOf({ spec, status: seen }: Operation, status: ServerStatus): ServerStatus {
  if (spec.operation === "reset") {
    return released(status);
  }
  const name = seen?.provisioningProfile;
  return spec.operation === "repave" && name !== undefined
    ? { ...status, appliedProvisioningProfile: name }
    : status;
}

/** It was deleted while its run was at work, and that is being stopped. Said once. */
export async function reportCancelling(
  ports: OperationPorts,
  operation: Operation,
  graceSeconds: number,
): Promise<void> {
  if (conditionOf<"Operation">(operation.status?.conditions, "Complete")?.reason !== "Cancelling") {
    await write(ports, operation, (current, now) => status.cancelling(current, graceSeconds, now));
  }
}

/** It was deleted while its run was at work, and the run was stopped. */
export async function reportCancelled(
  ports: OperationPorts,
  operation: Operation,
  message: string,
): Promise<void> {
  const why = { reason: "Cancelled", message } as const;
  await write(ports, operation, (current, now) => status.failed(current, why, now));
  noteEnd(ports, operation, { result: "cancelled" });
}

/** It ended without success, before or after its run. `role`: the host that it is about. */
export async function reportFailure(
  ports: OperationPorts,
  operation: Operation,
  why: ContactFailure,
): Promise<void> {
  if (CONTACT_REASONS.has(why.reason)) {
    await reportContact(ports, operation, why);
  }
  const { reason, message } = why;
  await fail(ports, operation, { reason, message, about: conditionAbout(reason) });
}

/** A step on the server failed: its own words, and the end of what it printed. The output was read to its end. */
export async function reportRunFailure(
  ports: OperationPorts,
  operation: Operation,
  { progress, result, output }: RunOutcome,
): Promise<void> {
  const { step, message = "the run failed", remedy } = result;
  const words = [step === undefined ? message : `step ${step}: ${message}`, remedy];
  const why = {
    reason: knownReason(result.reason),
    message: ports.register.redact(words.filter(word => word !== undefined).join("; ")),
    about: "Bootstrapped" as const,
    fields: { ...progressFields(progress), ...outputFields(operation, output) },
  };
  await fail(ports, operation, why, () => {
    ports.metrics.runEnded(progress);
  });
}

/** A dry run found what its run would fail for. */
export async function reportUnsuccessful(
  ports: OperationPorts,
  operation: Operation,
  why: Pick<Parameters<typeof status.failed>[1], "reason" | "message" | "fields">,
): Promise<void> {
  await fail(ports, operation, why);
}

async function fail(
  ports: OperationPorts,
  operation: Operation,
  why: Parameters<typeof status.failed>[1],
  onWritten?: () => void,
): Promise<void> {
  await revokeToken(ports, operation);
  await write(ports, operation, (current, now) => status.failed(current, why, now));
  onWritten?.();
  noteEnd(ports, operation, { result: "failed", reason: why.reason });
  await letGo(ports, operation);
  const message = `${why.reason}: ${why.message}`;
  await announce(ports, operation, { type: "warning", reason: "OperationFailed", message });
}

/** Its run is over: whoever deletes it does not have to wait for us, who may not be there. */
async function letGo({ store }: OperationPorts, operation: Operation): Promise<void> {
  await store.operations.removeFinalizer(operation, CLEANUP_FINALIZER);
}

/** Before the last status of an operation is written, so that a crash in between repeats it. */
async function revokeToken({ tokens, log }: OperationPorts, operation: Operation): Promise<void> {
  try {
    await tokens.revoke(operation.metadata?.uid ?? "");
  } catch (error: unknown) {
    if (!(error instanceof StargateError) || error.disposition === "retry") {
      throw error;
    }
    // Who may not remove it can still say how the operation ended; the token runs out by itself.
    log.warn({ error, ...logFieldsOf(operation) }, "a bootstrap token stays until it expires");
  }
}

function conditionAbout(reason: Reason): "HostReachable" | "NodeReady" | undefined {
  if (CONTACT_REASONS.has(reason)) {
    return "HostReachable";
  }
  return NODE_REASONS.has(reason) ? "NodeReady" : undefined;
}
