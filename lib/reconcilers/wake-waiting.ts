import type { Operation } from "../api/operation.generated";
import type { WaitingFor } from "../api/waiting";
import { waitOf } from "../domain/waiting";
import { formatKey, keyOf } from "../domain/key";
import type { Wake } from "../ports/work";

/** Wakes the operations that wait for something the predicate knows, so that none sits out its poll or back-off. */
export function wakeWaiting(
  wake: Wake,
  operations: readonly Operation[],
  isFor: (waitingFor: WaitingFor, operation: Operation) => boolean,
): void {
  for (const operation of operations) {
    const waitingFor = waitOf(operation.status);
    if (waitingFor !== undefined && isFor(waitingFor, operation)) {
      wake.operation(formatKey(keyOf(operation)));
    }
  }
}
