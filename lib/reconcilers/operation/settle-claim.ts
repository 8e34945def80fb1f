import { CLEANUP_FINALIZER } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { isGoing } from "../../domain/admission/objects";
import type { OperationPorts } from "./ports";

/**
 * Settles what `claimServer` began, when an operation has succeeded: a machine that has become its Server's Node, or that was
 * cleaned, need not stay forgotten; and after a reset there is nothing to clean up any more, so the Server may go.
 *
 * Before the operation is over, for the next one may claim the Server anew from then on. A Server that is being deleted is let go
 * by its own pass, which goes by the reset's end.
 */
export async function settleClaim(
  { store, forgotten }: Pick<OperationPorts, "store" | "forgotten">,
  { spec }: Pick<Operation, "spec">,
  server: Server,
): Promise<void> {
  const { machineID } = server.status ?? {};
  if (machineID !== undefined && spec.operation !== "reboot") {
    await forgotten.remove(machineID);
  }
  if (spec.operation === "reset" && !isGoing(server)) {
    await store.servers.removeFinalizer(server, CLEANUP_FINALIZER);
  }
}
