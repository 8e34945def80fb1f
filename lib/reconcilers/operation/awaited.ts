import type { Reason } from "../../api/conditions";
import type { ObjectReference } from "../../api/waiting";
import {
  AccessDenied,
  HostKeyMismatch,
  type HostRole,
  ServerBusy,
  type StargateError,
} from "../../domain/errors";
import { keyOf } from "../../domain/key";
import type { HostInput } from "../../domain/operation/snapshot";
import { referenceTo } from "../../domain/waiting";
import type { OperationPorts } from "./ports";

/** Reasons of errors that are about no host and no other object. */
const OF_NOBODY: ReadonlySet<Reason> = new Set(["ApiForbidden", "InternalError"]);

/** The object that an operation waits for after the error: what it names, else the host that it is about. */
export async function awaitedObject(
  { serverOperations }: Pick<OperationPorts, "serverOperations">,
  { server, router }: Pick<HostInput, "server" | "router">,
  error: StargateError,
): Promise<ObjectReference | undefined> {
  if (error.object !== undefined || OF_NOBODY.has(error.reason)) {
    return error.object;
  }
  if (error instanceof ServerBusy) {
    // The server knows runs by UID; one of an Operation that is gone has no other name.
    const siblings = await serverOperations.of(keyOf(server));
    const busy = siblings.find(({ metadata }) => metadata?.uid === error.runId);
    if (busy !== undefined) {
      return referenceTo("Operation", keyOf(busy));
    }
  }
  return roleOf(error) === "router" && router !== undefined
    ? referenceTo("Router", keyOf(router))
    : referenceTo("Server", keyOf(server));
}

/** Which host on the way the error is about, where it says so. */
export function roleOf(error: StargateError): HostRole | undefined {
  if (error instanceof HostKeyMismatch || error instanceof AccessDenied) {
    return error.role;
  }
  return error.reason === "JumpUnreachable" ? "router" : undefined;
}
