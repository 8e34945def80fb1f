import type { Operation } from "../../api/operation.generated";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { logFieldsOf } from "../../domain/operation/log-fields";
import type { OperationPorts } from "./ports";

/** How an operation ended, and for what reason where it did not succeed. */
interface End {
  readonly result: "succeeded" | "failed" | "cancelled";
  readonly reason?: string;
}

/** Logs and measures the end of an operation, once its last status is written. A dry run is not measured: it did nothing. */
export function noteEnd(
  { metrics, clock, log }: Pick<OperationPorts, "metrics" | "clock" | "log">,
  operation: Operation,
  { result, ...why }: End,
): void {
  const { spec, status } = operation;
  const startMs = Date.parse(status?.startTime ?? "");
  const seconds = Number.isNaN(startMs) ? 0 : (clock.now() - startMs) / 1000;
  const fields = { ...logFieldsOf(operation), type: spec.operation, seconds, ...why };
  log[result === "failed" ? "warn" : "info"](fields, `operation ${result}`);
  if (!isDryRun({ spec })) {
    metrics.operationEnded({ type: spec.operation, result, seconds });
  }
}
