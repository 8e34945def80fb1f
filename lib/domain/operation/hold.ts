import { SETTINGS_KEY } from "../../api/names";
import type { Snapshot, Wait } from "./snapshot";

/** Who holds the operation, if anybody does: nothing is started then. */
export function holdOf({
  operation,
  server,
  pauseAll,
}: Pick<Snapshot, "operation" | "server" | "pauseAll">): Wait | undefined {
  if (pauseAll) {
    return held(
      `everything is paused; set pause-all to "false" to go on`,
      `ConfigMap/${SETTINGS_KEY} pause-all`,
    );
  }
  return server?.spec.paused === true
    ? held(
        "its Server is paused; set its spec.paused to false to go on",
        `Server/${operation.spec.serverRef.name} spec.paused`,
      )
    : undefined;
}

function held(message: string, waitingFor: string): Wait {
  return { reason: "Paused", message, waitingFor, started: false };
}
