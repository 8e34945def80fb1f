import type { Reason } from "../api/conditions";
import type { ObjectReference } from "../api/waiting";
import type { ObservedHostKey } from "./net/host-key";

/** What a caller does next: try again, wait for something to appear, or stop until a human acts. */
export type Disposition = "retry" | "wait" | "terminal";

/** What every error of ours carries besides its message. */
export interface Failure {
  /** Reason of the condition that reports it. */
  readonly reason: Reason;
  /** What the operator can change. */
  readonly remedy?: string | undefined;
  /** What must appear, or be mended, where that is an object. */
  readonly object?: ObjectReference | undefined;
  readonly cause?: unknown;
}

/** Base of every error that crosses a port. Vendor errors never do. */
export abstract class StargateError extends Error {
  abstract readonly disposition: Disposition;
  readonly reason: Reason;
  readonly remedy: string | undefined;
  readonly object: ObjectReference | undefined;

  constructor(message: string, { reason, remedy, object, cause }: Failure) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.reason = reason;
    this.remedy = remedy;
    this.object = object;
  }

  /** Message and remedy in one line, for conditions and Events. */
  get report(): string {
    return this.remedy === undefined ? this.message : `${this.message}; ${this.remedy}`;
  }
}

/** The request cannot be carried out as it is written; admission could not see it. */
export class InvalidSpec extends StargateError {
  readonly disposition = "terminal";
}

/** Something that the work needs is not there yet; look again on a fixed poll. */
export class DependencyMissing extends StargateError {
  readonly disposition = "wait";
}

/** Another operation is at work on the server; look again on a fixed poll. */
export class ServerBusy extends DependencyMissing {
  /** The run that is at work: the UID of its operation. */
  readonly runId: string;

  constructor(message: string, failure: Omit<Failure, "reason"> & { readonly runId: string }) {
    super(message, { ...failure, reason: "ServerLocked" });
    this.runId = failure.runId;
  }
}

/** Another controller was given the server meanwhile. Take the server anew, under a fence above `highest`. */
export class FenceStale extends StargateError {
  readonly disposition = "retry";
  /** The highest fence that the server was ever shown. */
  readonly highest: number;

  constructor(message: string, failure: Omit<Failure, "reason"> & { readonly highest: number }) {
    super(message, { ...failure, reason: "FenceStale" });
    this.highest = failure.highest;
  }
}

/** The host answered nothing in time: routing, firewall or power. Back off and try again. */
export class HostUnreachable extends StargateError {
  readonly disposition = "retry";
}

/** What a host is on the way to a server. */
export type HostRole = "router" | "server";

/** The host's key is not the pinned one, or none is pinned and the policy is strict. A human acts. */
export class HostKeyMismatch extends StargateError {
  readonly disposition = "terminal";
  /** Whose key it is. */
  readonly role: HostRole;
  /** Key that the host showed. */
  readonly hostKey: ObservedHostKey | undefined;

  constructor(
    message: string,
    failure: Failure & { readonly role: HostRole; readonly hostKey?: ObservedHostKey },
  ) {
    super(message, failure);
    this.role = failure.role;
    this.hostKey = failure.hostKey;
  }
}

/** A login or a request was refused. Trying again at once would lock the account. */
export class AccessDenied extends StargateError {
  readonly disposition = "terminal";
  /** Who refused a login; undefined where it is no host. */
  readonly role: HostRole | undefined;
  /** Key that the host showed before it refused. */
  readonly hostKey: ObservedHostKey | undefined;

  constructor(
    message: string,
    failure: Failure & { readonly role?: HostRole; readonly hostKey?: ObservedHostKey },
  ) {
    super(message, failure);
    this.role = failure.role;
    this.hostKey = failure.hostKey;
  }
}

/** What `ApiUnavailable` carries besides its message. */
interface ApiFailure extends Failure {
  /** HTTP status of the answer, if there was one. */
  readonly statusCode?: number;
  readonly retryAfterMs?: number | undefined;
  readonly causes?: readonly ApiCause[];
}

/** One of the causes that the API server gives for an answer. Source: `metav1.StatusCause`. */
export interface ApiCause {
  readonly reason: string;
  readonly message: string;
}

/** The API server does not answer, or answers that it cannot. Back off and try again. */
export class ApiUnavailable extends StargateError {
  readonly disposition = "retry";
  /** Least wait that the server asked for, milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly causes: readonly ApiCause[];
  readonly statusCode: number | undefined;

  constructor(message: string, failure: ApiFailure) {
    super(message, failure);
    this.statusCode = failure.statusCode;
    this.retryAfterMs = failure.retryAfterMs;
    this.causes = failure.causes ?? [];
  }
}

/** The namespace is going: nothing can be created in it any more, and whatever is left in it has to go. */
export class NamespaceTerminating extends StargateError {
  readonly disposition = "terminal";
}

/** Another writer was faster; read again and decide again. */
export class Conflict extends StargateError {
  readonly disposition = "retry";
}

/** The right to work on a server was lost; whoever has it now goes on. Nothing may be written any more. */
export class LeaseLost extends StargateError {
  readonly disposition = "retry";
}

/** A script on the server ended without success. */
export class StepFailed extends StargateError {
  readonly disposition = "terminal";
}

/** The run could not be handed to its server, for good: nothing of it is at work there. */
export class StartFailed extends StargateError {
  readonly disposition = "terminal";

  constructor(cause: StargateError) {
    const { reason, remedy, object } = cause;
    super(cause.message, { reason, remedy, object, cause });
  }
}

/** A defect of ours. It is reported loudly and never repaired quietly. */
export class InvariantViolated extends StargateError {
  readonly disposition = "terminal";

  constructor(message: string) {
    super(message, { reason: "InternalError", remedy: "please report it" });
  }
}

/** Whether only a human can mend it, and no repetition. A right that is missing can be granted again. */
export function isTerminal(error: unknown): error is StargateError {
  return (
    error instanceof StargateError &&
    error.disposition === "terminal" &&
    error.reason !== "ApiForbidden"
  );
}

/** Marks a point that the types exclude. */
export function unreachable(value: never): never {
  throw new InvariantViolated(`unexpected ${JSON.stringify(value)}`);
}
