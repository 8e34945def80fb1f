import type { Operation, OperationStatus } from "../../api/operation.generated";
import type { RunProgress } from "../run/progress";
import type { Wait } from "../waiting";
import { type Output, outputFields, progressFields } from "./run-fields";
import { nodeWait, reported, unfinished } from "./status";

/** The run is parked before a step that disturbs pods. */
export function parked(
  operation: Operation,
  { progress, output }: { readonly progress: RunProgress; readonly output: Output },
  now: string,
): OperationStatus {
  const wait = nodeWait(operation, "Draining", "the pods of the Node are to be moved first");
  return {
    ...draining(operation, wait, now),
    ...progressFields(progress),
    ...outputFields(operation, output),
  };
}

/** Pods are on their way, or something keeps them. While nobody is asked to leave, nobody's time runs. */
export function draining(operation: Operation, wait: Wait, now: string): OperationStatus {
  const { reason, message } = wait;
  const status = reason === "DrainRefused" ? "Unknown" : "False";
  return reported(operation, now, {
    complete: unfinished(reason, message),
    verdicts: [{ type: "Drained", status, reason, message }],
    message,
    wait,
  });
}

/** The Node is empty: the run goes on. */
export function drained(operation: Operation, message: string, now: string): OperationStatus {
  return reported(operation, now, {
    complete: unfinished("InProgress", message),
    verdicts: [{ type: "Drained", status: "True", reason: "NodeDrained", message }],
    message,
  });
}
