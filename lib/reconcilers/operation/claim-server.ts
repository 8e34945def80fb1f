import { CLEANUP_FINALIZER } from "../../api/names";
import type { Server } from "../../api/server.generated";
import type { HostFacts } from "../../bootstrap/facts";
import { isGoing } from "../../domain/admission/objects";
import { keyOf } from "../../domain/key";
import type { RunInput } from "../../domain/operation/snapshot";
import type { Store } from "../../ports/objects";
import type { OperationPorts } from "./ports";

/**
 * From a repave on there is something to clean up when the Server is deleted, and its machine is wanted, if it ever was
 * forgotten. Whether the run may be begun: not on a Server that goes.
 *
 * The Server is read afresh: since it was observed somebody logged in at its host, and meanwhile it may have been deleted, or a
 * reset that is over may have taken the finalizer off.
 */
export async function claimServer(
  { store, forgotten }: Pick<OperationPorts, "store" | "forgotten">,
  { operation, server }: Pick<RunInput, "operation" | "server">,
  { machineID }: HostFacts,
): Promise<boolean> {
  if (operation.spec.operation !== "repave") {
    return true;
  }
  const current = await store.servers.get(keyOf(server));
  if (current === undefined || current.metadata?.uid !== server.metadata?.uid) {
    return false;
  }
  if (isGoing(current)) {
    // What was handed over is followed on, and cleaned up afterwards.
    return operation.status?.dcJobID !== undefined;
  }
  const isHeld = await hold(store, current);
  if (isHeld) {
    // It stays on the list until it is that Node: a repave that fails must not bring back what the machine was.
    await forgotten.welcome(machineID, keyOf(server).name);
  }
  return isHeld;
}

async function hold({ servers }: Store, server: Server): Promise<boolean> {
  return (
    server.metadata?.finalizers?.includes(CLEANUP_FINALIZER) === true ||
    (await servers.addFinalizer(server, CLEANUP_FINALIZER))
  );
}
