import type { Operation, OperationStatus } from "../../api/operation.generated";
import type { RunProgress } from "../run/progress";
import type { Wait } from "../waiting";
import { type Output, outputFields, progressFields } from "./run-fields";
import { nodeWait, reported, unfinished } from "./status";

/** The run is parked before a step that disturbs pods. */
export function parked(
  operation: Operation,
  what: {
    readonly progress: RunProgress;
    readonly output: Output;
    /** What is going to happen to the pods, where that is known. */
    readonly message: string | undefined;
  },
  now: string,
): OperationStatus {
  const { progress, output, message = "the pods of the Node have to leave first" } = what;
  const wait = nodeWait(operation, "Draining", message);
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
