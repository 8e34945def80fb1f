import type { Operation, OperationStatus } from "../../api/operation.generated";
import { connected, reported } from "./status";

/** Everything was looked at, and nothing was changed. */
export function looked(
  operation: Operation,
  { message, fields }: { readonly message: string; readonly fields: Partial<OperationStatus> },
  now: string,
): OperationStatus {
  return reported(operation, now, {
    complete: { status: "True", reason: "Succeeded", message },
    verdicts: [{ type: "Failed", status: "False", reason: "Succeeded", message }, connected()],
    message,
    fields: { completionTime: now, ...fields },
  });
}

/** Whether the operation only looks. */
export function isDryRun({ spec }: Pick<Operation, "spec">): boolean {
  return spec.dryRun === true;
}
