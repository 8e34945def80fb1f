import type { Condition } from "../../api/conditions";
import type { Operation } from "../../api/operation.generated";
import { conditionOf } from "../conditions";

/**
 * How far the drain of the operation's Node is: False while pods are asked to leave, Unknown while it is held up,
 * absent where it was never needed.
 */
export function drainOf({ status }: Operation): Condition | undefined {
  return conditionOf<"Operation">(status?.conditions, "Drained");
}

/**
 * When the time of an operation began, RFC 3339; undefined while it does not run. A drain takes the time that its
 * policy gives it, and afterwards the time begins anew.
 */
export function timedSince(operation: Operation): string | undefined {
  const { startTime } = operation.status ?? {};
  const drain = drainOf(operation);
  if (drain === undefined || startTime === undefined) {
    return startTime;
  }
  // A pause took the time back, and it began anew then.
  const began = drain.lastTransitionTime > startTime ? drain.lastTransitionTime : startTime;
  return drain.status === "True" ? began : undefined;
}

/** Whether pods still have to leave before the run goes on. */
export function isDraining(operation: Operation): boolean {
  const drain = drainOf(operation);
  return drain !== undefined && drain.status !== "True";
}
