import type { Reason } from "../api/conditions";
import {
  CLEARS_WHEN,
  type ObjectReference,
  type WaitingFor,
  type WaitReason,
} from "../api/waiting";
import { MESSAGE_LIMIT_CHARACTERS } from "../defaults";
import { formatKey, type Key } from "./key";
import { clip } from "./redact";

/** Why something waits, and for what. */
export interface Wait {
  readonly reason: WaitReason;
  readonly message: string;
  /** What must appear, or change; undefined where it is no object. */
  readonly object: ObjectReference | undefined;
}

/** A status as far as it says what is waited for. Earlier versions stored a text there. */
interface Waiting {
  readonly waitingFor?: WaitingFor | string | undefined;
}

/** The object of that kind at the key. */
export function referenceTo(kind: string, { namespace, name }: Key): ObjectReference {
  return { kind, ...(namespace === "" ? {} : { namespace }), name };
}

/** Whether both are the same object. */
export function isSameObject(
  a: ObjectReference | undefined,
  b: ObjectReference | undefined,
): boolean {
  return a?.kind === b?.kind && a?.namespace === b?.namespace && a?.name === b?.name;
}

/** "Secret dc-1/ssh". */
export function formatObject({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${formatKey({ namespace: namespace ?? "", name })}`;
}

/** What a stored status says it waits for; undefined where it waits for nothing, or says so in a text. */
export function waitOf(status: Waiting | undefined): WaitingFor | undefined {
  const { waitingFor } = status ?? {};
  return typeof waitingFor === "object" ? waitingFor : undefined;
}

/** The status as it may be written again: a text that an earlier version stored for a wait would be refused. */
export function withoutText<S extends Waiting>(status: S | undefined): S | undefined {
  if (typeof status?.waitingFor !== "string") {
    return status;
  }
  const { waitingFor: _, ...kept } = status;
  return kept as S;
}

/**
 * What a status says of a wait. `now` (RFC 3339) counts where the status did not wait for the same before: the time does
 * not move while reason and object stay.
 */
export function waitingFor(
  before: Waiting | undefined,
  { reason, object, message }: Wait,
  now: string,
): WaitingFor {
  const last = waitOf(before);
  const isSame = last?.reason === reason && isSameObject(last.object, object);
  return {
    reason,
    ...(object === undefined ? {} : { object }),
    since: isSame ? last.since : now,
    clearsWhen: CLEARS_WHEN[reason],
    message: clip(message, MESSAGE_LIMIT_CHARACTERS),
  };
}

/** The reason to wait that an error's reason is. The set is closed: what nobody foresaw is told in the message. */
export function waitReasonOf(reason: Reason): WaitReason {
  return Object.hasOwn(CLEARS_WHEN, reason) ? (reason as WaitReason) : "InternalError";
}
