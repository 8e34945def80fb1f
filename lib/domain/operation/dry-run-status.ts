import type { Operation, OperationStatus } from "../../api/operation.generated";
import type { DrainObstacle } from "../drain/outcome";
import { connected, reported, unfinished } from "./status";

/** What a look found. */
interface Found {
  readonly message: string;
  readonly fields: Partial<OperationStatus>;
  /** What would keep the run from getting past its drain. */
  readonly obstacle: DrainObstacle | undefined;
}

/** Everything was looked at, and nothing was changed. */
export function looked(
  operation: Operation,
  { message, fields, obstacle }: Found,
  now: string,
): OperationStatus {
  return reported(operation, now, {
    complete: { status: "True", reason: "Succeeded", message },
    verdicts: [
      { type: "Failed", status: "False", reason: "Succeeded", message },
      connected(),
      ...(obstacle === undefined
        ? []
        : [{ type: "Drained" as const, status: "False" as const, ...obstacle }]),
    ],
    message,
    fields: { completionTime: now, ...fields },
  });
}

/** The plan that an operation found in place of the one that it requires: it ends, and whoever reads that sees both. */
export function planned(
  operation: Operation,
  fields: Partial<OperationStatus>,
  now: string,
): OperationStatus {
  const message = "the plan that there is now was looked at";
  return reported(operation, now, {
    complete: unfinished("InProgress", message),
    verdicts: [connected()],
    message,
    fields,
  });
}

/** Whether the operation only looks. */
export function isDryRun({ spec }: Pick<Operation, "spec">): boolean {
  return spec.dryRun === true;
}
