import { SETTINGS_KEY } from "../../api/names";
import type { Snapshot, Wait } from "./snapshot";

/** Who holds the operation, if anybody does: nothing is started then. */
export function holdOf({
  operation,
  server,
  pauseAll,
}: Pick<Snapshot, "operation" | "server" | "pauseAll">): Wait | undefined {
  if (pauseAll) {
    return held("everything is paused", `ConfigMap/${SETTINGS_KEY} pause-all`);
  }
  return server?.spec.paused === true
    ? held("its Server is paused", `Server/${operation.spec.serverRef.name} spec.paused`)
    : undefined;
}

function held(message: string, waitingFor: string): Wait {
  return { reason: "Paused", message, waitingFor, started: false };
}
