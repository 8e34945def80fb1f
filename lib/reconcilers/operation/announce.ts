import type { EventReason } from "../../api/conditions";
import type { Operation } from "../../api/operation.generated";
import { keyOf } from "../../domain/key";
import type { OperationPorts } from "./ports";

/** Says it of the operation, of its Server, and of the Node where there is one: users look at any of them. */
export async function announce(
  { events, store, nodes }: Pick<OperationPorts, "events" | "store" | "nodes">,
  operation: Operation,
  what: {
    readonly type: "normal" | "warning";
    readonly reason: EventReason;
    readonly message: string;
  },
): Promise<void> {
  const { namespace, name: operationName } = keyOf(operation);
  const { name } = operation.spec.serverRef;
  const [server, node] = await Promise.all([
    store.servers.get({ namespace, name }),
    nodes.get(name),
  ]);
  const { type, reason, message } = what;
  const elsewhere = `Operation ${namespace}/${operationName}: ${message}`;
  await events[type]({ kind: "Operation", metadata: operation.metadata ?? {} }, reason, message);
  if (server === undefined) {
    return;
  }
  await events[type]({ kind: "Server", metadata: server.metadata ?? {} }, reason, elsewhere);
  if (node !== undefined && node.machineID === server.status?.machineID) {
    // kubectl finds the Events of a Node by its name as UID. Source: kubelet, node reference.
    await events[type]({ kind: "Node", metadata: { name, uid: name } }, reason, elsewhere);
  }
}
