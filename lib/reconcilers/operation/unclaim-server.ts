import { CLEANUP_FINALIZER } from "../../api/names";
import type { Server } from "../../api/server.generated";
import { isGoing } from "../../domain/admission/objects";
import type { OperationPorts } from "./ports";

/**
 * After a reset there is nothing to clean up any more: the machine need not stay forgotten, and the Server may go.
 *
 * Before the reset is over, for the next operation may claim the Server anew from then on. One that is being deleted is let go by
 * its own pass, which goes by the reset's end.
 */
export async function unclaimServer(
  { store, forgotten }: Pick<OperationPorts, "store" | "forgotten">,
  server: Server,
): Promise<void> {
  const { machineID } = server.status ?? {};
  if (machineID !== undefined) {
    await forgotten.remove(machineID);
  }
  if (!isGoing(server)) {
    await store.servers.removeFinalizer(server, CLEANUP_FINALIZER);
  }
}
