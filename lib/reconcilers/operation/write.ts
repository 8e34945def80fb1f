import type { Operation, OperationStatus } from "../../api/operation.generated";
import { keyOf } from "../../domain/key";
import { timestamp } from "../timestamp";
import type { OperationPorts } from "./ports";

/** Writes the operation's status as `change` has it; the operation as it stands, or undefined when it is gone. */
export async function write(
  { store, clock }: OperationPorts,
  operation: Operation,
  change: (current: Operation, now: string) => OperationStatus,
): Promise<Operation | undefined> {
  return await store.operations.updateStatus(keyOf(operation), current =>
    // An Operation of the same name that was created meanwhile is another one.
    current.metadata?.uid === operation.metadata?.uid
      ? change(current, timestamp(clock))
      : undefined,
  );
}
