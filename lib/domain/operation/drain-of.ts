import type { Condition } from "../../api/conditions";
import type { Operation } from "../../api/operation.generated";
import { conditionOf } from "../conditions";

/** How far the drain of the operation's Node is: False while it is under way, absent where it was never needed. */
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
  return drain === undefined || startTime === undefined
    ? startTime
    : { True: drain.lastTransitionTime, False: undefined, Unknown: startTime }[drain.status];
}
