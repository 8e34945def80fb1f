import type { RunProgress } from "../domain/run/progress";

/** What becomes of operations, counted. Measuring never fails. */
export interface Metrics {
  /** An operation ended, so many seconds after it began. */
  operationEnded(operation: {
    readonly type: string;
    readonly result: "succeeded" | "failed" | "cancelled";
    readonly seconds: number;
  }): void;
  /** A run on a server ended; its steps have their times. */
  runEnded(progress: RunProgress): void;
  /** A pass failed and is repeated. */
  retried(reason: string): void;
}
