import { SETTINGS_OBJECT } from "../../api/names";
import type { Server } from "../../api/server.generated";
import { keyOf } from "../key";
import { referenceTo, type Wait } from "../waiting";

/** What holds everything that could be started on the server; undefined where nothing does. The server may not be there. */
export function pauseOf(server: Server | undefined, pauseAll: boolean): Wait | undefined {
  if (pauseAll) {
    return {
      reason: "Paused",
      message: `everything is paused; set pause-all to "false" to go on`,
      object: SETTINGS_OBJECT,
    };
  }
  return server?.spec.paused === true
    ? {
        reason: "Paused",
        message: "the Server is paused; set its spec.paused to false to go on",
        object: referenceTo("Server", keyOf(server)),
      }
    : undefined;
}
