import type { Operation } from "../api/operation.generated";
import { formatKey, keyOf } from "../domain/key";
import type { Wake } from "../ports/work";

/** Wakes the operations that wait for something the predicate knows, so that none sits out its poll or back-off. */
export function wakeWaiting(
  wake: Wake,
  operations: readonly Operation[],
  isFor: (waitingFor: string, operation: Operation) => boolean,
): void {
  for (const operation of operations) {
    const { waitingFor } = operation.status ?? {};
    if (waitingFor !== undefined && isFor(waitingFor, operation)) {
      wake.operation(formatKey(keyOf(operation)));
    }
  }
}
