import type { Operation } from "../../api/operation.generated";
import type { ObjectReference } from "../../api/waiting";
import type { Wait } from "../waiting";
import { isCleanup } from "../server/cleanup";
import { isDryRun } from "./dry-run-status";
import { isOver } from "./is-over";

/** The operations of the same server that come before this one and have not ended, in their order. */
export function predecessors(
  operation: Operation,
  siblings: readonly Operation[],
): readonly Operation[] {
  return siblings
    .filter(sibling => isBefore(sibling, operation))
    .toSorted((a, b) => (turnOf(a) < turnOf(b) ? -1 : 1));
}

/** What an operation says that waits for one before it. */
export function awaiting(
  predecessor: ObjectReference,
): Wait & { readonly object: ObjectReference } {
  return {
    reason: "OperationInProgress",
    message: `Operation ${predecessor.name} on the same server has not ended`,
    object: predecessor,
  };
}

/**
 * Whether an operation has not ended and comes before another one of its server. Of what was ordered for a Server that
 * is being deleted only what is at work does: nothing else is begun any more. And a dry run waits for what has begun
 * only: it changes nothing, and what has not begun may be held by a pause.
 */
export function isBefore(operation: Operation, other: Operation): boolean {
  const { dcJobID, startTime } = operation.status ?? {};
  const isPassed = isCleanup(other) || (isDryRun(other) && startTime === undefined);
  const mayBegin = dcJobID !== undefined || !isPassed;
  return !isOver(operation) && mayBegin && turnOf(operation) < turnOf(other);
}

/**
 * Orders operations: what has begun first, then by creation. The UID breaks ties within a second, and one that was
 * created in the same second may have begun before this one was there.
 */
function turnOf({ metadata, status }: Operation): string {
  const created = metadata?.creationTimestamp as string | undefined;
  return [status?.startTime === undefined ? 1 : 0, created, metadata?.uid].join(" ");
}
