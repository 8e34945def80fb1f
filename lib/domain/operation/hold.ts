import { pauseOf } from "../server/pause";
import type { OperationWait, Snapshot } from "./snapshot";

/** Who holds the operation, if anybody does: nothing is started then. */
export function holdOf({
  server,
  pauseAll,
}: Pick<Snapshot, "server" | "pauseAll">): OperationWait | undefined {
  const pause = pauseOf(server, pauseAll);
  return pause === undefined ? undefined : { ...pause, started: false };
}
