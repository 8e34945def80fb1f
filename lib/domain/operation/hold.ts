import { pauseOf } from "../server/pause";
import { isDryRun } from "./dry-run-status";
import type { OperationWait, Snapshot } from "./snapshot";

/**
 * Who holds the operation, if anybody does: nothing is started then. A look starts nothing on its server, so that a pause
 * of that does not hold it; the one of everything keeps us away from all hosts.
 */
export function holdOf({
  operation,
  server,
  pauseAll,
}: Pick<Snapshot, "operation" | "server" | "pauseAll">): OperationWait | undefined {
  const pause = pauseOf(isDryRun(operation) ? undefined : server, pauseAll);
  return pause === undefined ? undefined : { ...pause, started: false };
}
