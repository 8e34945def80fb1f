import type { Reason } from "../../api/conditions";
import { WAIT_POLL_MS } from "../../defaults";
import {
  DependencyMissing,
  HostUnreachable,
  isTerminal,
  LeaseLost,
  StartFailed,
  StargateError,
} from "../../domain/errors";
import { formatKey, keyOf } from "../../domain/key";
import type { RunInput } from "../../domain/operation/snapshot";
import type { Requeue } from "../../ports/work";
import { waitReasonOf } from "../../domain/waiting";
import { awaitedObject, roleOf } from "./awaited";
import { giveUp } from "./late";
import type { OperationPorts } from "./ports";
import { reportFailure, reportLeased, reportWaiting, reportObstacle } from "./report";
import { reportUnreachable } from "./report-contact";

/** Puts the error where a user looks for it, then rejects with it if a repetition may help. */
export async function explain(
  ports: OperationPorts,
  input: RunInput,
  error: unknown,
): Promise<Requeue> {
  if (!(error instanceof StargateError)) {
    return await surprise(ports, input, error);
  }
  // Who lost the server to another controller has nothing to say of it any more.
  if (error instanceof LeaseLost) {
    throw error;
  }
  if (error.reason === "ServerLeased") {
    await reportLeased(ports, input.operation, error);
    return { afterMs: WAIT_POLL_MS };
  }
  // What a host says of itself may hold anything.
  const message = ports.register.redact(error.report);
  return input.isLate && isWaitedFor(error)
    ? await giveUp(ports, input, { reason: error.reason, message })
    : await tell(ports, input, { error, message });
}

/** What nobody foresaw is tried again, and told in the log; but nothing is tried for ever. */
async function surprise(ports: OperationPorts, input: RunInput, error: unknown): Promise<never> {
  if (input.isLate) {
    await giveUp(ports, input);
  }
  throw error;
}

/** Whether the operation waits until that is mended, as long as it has time. */
function isWaitedFor(error: StargateError): boolean {
  const { disposition, reason } = error;
  return error instanceof HostUnreachable || disposition === "wait" || reason === "ApiForbidden";
}

async function tell(
  ports: OperationPorts,
  input: RunInput,
  { error, message }: { readonly error: StargateError; readonly message: string },
): Promise<Requeue> {
  const { operation } = input;
  const { reason } = error;
  const object = await awaitedObject(ports, input, error);
  if (error instanceof DependencyMissing) {
    const wait = { reason: waitReasonOf(reason), message, object, started: false };
    await reportWaiting(ports, operation, wait);
    return { afterMs: WAIT_POLL_MS };
  }
  if (error instanceof HostUnreachable) {
    await reportUnreachable(ports, operation, { reason, message, object });
    lookAtRouter(ports, input, reason);
  } else if (isTerminal(error)) {
    const why = { reason, message, object, role: roleOf(error) };
    if (!(await mayGoOn(ports, input, error))) {
      await reportFailure(ports, operation, why);
      return undefined;
    }
    await reportObstacle(ports, operation, why);
  }
  throw error;
}

/**
 * Whether the run may go on at its server, whatever keeps us from looking at it: then nobody may let go of it, and
 * it is looked for again until its time is over.
 */
async function mayGoOn(
  { store }: OperationPorts,
  { operation, isLate }: RunInput,
  error: StargateError,
): Promise<boolean> {
  if (isLate || error instanceof StartFailed) {
    return false;
  }
  // Read afresh: this very pass may have handed it over.
  const current = await store.operations.get(keyOf(operation));
  return (
    current?.metadata?.uid === operation.metadata?.uid && current?.status?.dcJobID !== undefined
  );
}

/** A router's own record says that it answers, until somebody looks again. */
function lookAtRouter({ wake }: OperationPorts, { router }: RunInput, reason: Reason): void {
  if (reason === "JumpUnreachable" && router !== undefined) {
    wake.router(formatKey(keyOf(router)));
  }
}
