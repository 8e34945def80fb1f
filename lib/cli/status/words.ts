import type { ObjectReference, WaitReason } from "../../api/waiting";
import { goesOnWhen, waitTitle } from "../waiting";
import type { OperationEntry, ServerEntry, StatusReport, WaitEntry } from "./report";

/** "7/11 kubelet", with the attempt where it is not the first. */
export function stepOf({ step, attempt }: OperationEntry): string | null {
  return step !== null && attempt !== null && attempt > 1 ? `${step} (attempt ${attempt})` : step;
}

/** What there is to know besides the state: waits, a failure, or what happened last. Nothing that only time changes. */
export function saidOf(entry: ServerEntry): string | null {
  return said(entry, wait => waitWords(wait));
}

/** The same, with how long it waits. */
export function saidNow(entry: ServerEntry): string | null {
  return said(entry, wait => waitWords(wait, (wait.durationSeconds ?? 0) * 1000));
}

function said(
  { operation, waitingFor, message }: ServerEntry,
  words: (wait: WaitEntry) => string,
): string | null {
  const own = waitingFor === null ? null : words(waitingFor);
  if (operation === null) {
    return own ?? message;
  }
  switch (operation.phase) {
    case "Succeeded":
      return lags(message, operation) ? newsOf(operation) : (own ?? message);
    case "Failed":
      return [failureOf(operation), own].filter(word => word !== null).join("; ");
    default:
      return operation.waitingFor === null ? onTheWay(operation, own) : words(operation.waitingFor); // what a live operation waits for is the nearest
  }
}

/** What a live operation does that waits for nothing. A Server repeats its wait until seconds after that is over. */
function onTheWay(operation: OperationEntry, own: string | null): string | null {
  return operation.phase === "Running" ? newsOf(operation) : (own ?? newsOf(operation));
}

/** Whether the Server still repeats what its Operation said on the way. */
function lags(message: string | null, { name }: OperationEntry): boolean {
  return message?.startsWith(`Operation ${name}: `) === true;
}

function failureOf({ reason, message }: OperationEntry): string {
  return [reason, message].filter(word => word !== null).join(": ");
}

/** What happened last; the step has a place of its own. */
function newsOf({ message, step }: OperationEntry): string | null {
  return message === `step ${step ?? ""}` ? null : message;
}

/** Waits that are for a person to end, who has to know which pods they are about. */
const ABOUT_PODS: ReadonlySet<string> = new Set<WaitReason>(["DrainBlocked", "DrainRefused"]);

function waitWords({ object, ...wait }: WaitEntry, tookMs?: number): string {
  const shown = { ...wait, ...(object === null ? {} : { object: named(object) }) };
  const why = ABOUT_PODS.has(wait.reason) ? `: ${wait.message}` : "";
  return `waiting for ${waitTitle(shown, tookMs)}${why}; ${goesOnWhen(shown)}`;
}

function named({ kind, namespace, name }: NonNullable<WaitEntry["object"]>): ObjectReference {
  return { kind, ...(namespace === null ? {} : { namespace }), name };
}

/** The line below the tables. */
export function summaryLine({ summary: { servers, routers } }: StatusReport): string {
  const { ready, provisioning, pending, error, absent } = servers;
  const counts = [
    `${ready} ready`,
    `${provisioning} provisioning`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    `${error} error`,
    ...(absent > 0 ? [`${absent} absent`] : []),
  ];
  const known = routers.total === 0 ? "" : `; routers: ${routers.ready} of ${routers.total} ready`;
  return `servers: ${counts.join(", ")}${known}`;
}
