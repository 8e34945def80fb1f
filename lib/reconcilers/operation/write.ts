import type { Operation, OperationStatus } from "../../api/operation.generated";
import { keyOf } from "../../domain/key";
import { isOver } from "../../domain/operation/is-over";
import { timestamp } from "../timestamp";
import type { OperationPorts } from "./ports";

/** Writes the operation's status as `change` has it, if it has one; the operation as it stands, or undefined when it is gone. */
export async function write(
  { store, clock }: OperationPorts,
  operation: Operation,
  change: (current: Operation, now: string) => OperationStatus | undefined,
): Promise<Operation | undefined> {
  return await store.operations.updateStatus(keyOf(operation), current =>
    // An Operation of the same name that was created meanwhile is another one. How one ended stays as it is: who
    // was held up without a Lease may still go by what it saw before.
    current.metadata?.uid === operation.metadata?.uid && !isOver(current)
      ? change(current, timestamp(clock))
      : undefined,
  );
}
