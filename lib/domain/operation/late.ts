import type { Reason } from "../../api/conditions";
import { conditionOf } from "../conditions";
import { timedSince } from "./drain-of";
import type { Snapshot } from "./snapshot";
import { limitSeconds, timeoutsOf } from "./timeouts";

type Timed = Pick<Snapshot, "operation" | "profile">;

/** Why something is not done yet. */
interface Obstacle {
  readonly reason: Reason;
  readonly message: string;
}

/** Whether the time to reach the host, or the time of the whole run, is over. */
export function isLate({ nowMs, ...timed }: Timed & Pick<Snapshot, "nowMs">): boolean {
  const since = timedSince(timed.operation);
  return since !== undefined && nowMs >= Date.parse(since) + limitOf(timed) * 1000;
}

/** How an operation fails whose time is over: with what stood in the way last, unless that was the work itself. */
export function lateFailure(timed: Timed, last = lastObstacle(timed)): Obstacle {
  return {
    reason: last.reason,
    message: `not done within ${limitOf(timed)} s; last: ${last.message}`,
  };
}

function lastObstacle({ operation }: Timed): Obstacle {
  const last = conditionOf<"Operation">(operation.status?.conditions, "Complete");
  const isWork =
    last === undefined || last.reason === "InProgress" || last.reason === "StepsRunning";
  return {
    reason: isWork ? "RunTimedOut" : (last.reason as Reason),
    message: last?.message ?? "nothing was tried",
  };
}

function limitOf({ operation, profile }: Timed): number {
  return limitSeconds(timeoutsOf(profile), operation.status?.dcJobID !== undefined);
}
