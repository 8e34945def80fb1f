import type { EventReason } from "../../api/conditions";
import type { Server } from "../../api/server.generated";
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
    /** The Server as it was seen a moment ago; it is read otherwise. */
    readonly server?: Server | undefined;
  },
): Promise<void> {
  const { namespace, name: operationName } = keyOf(operation);
  const { name } = operation.spec.serverRef;
  const [server, node] = await Promise.all([
    what.server ?? store.servers.get({ namespace, name }),
    nodes.get(name),
  ]);
  const { type, reason, message } = what;
  const elsewhere = `Operation ${namespace}/${operationName}: ${message}`;
  const isOwnNode = node !== undefined && node.machineID === server?.status?.machineID;
  await Promise.all([
    events[type]({ kind: "Operation", metadata: operation.metadata ?? {} }, reason, message),
    server === undefined
      ? undefined
      : events[type]({ kind: "Server", metadata: server.metadata ?? {} }, reason, elsewhere),
    // kubectl finds the Events of a Node by its name as UID. Source: kubelet, node reference.
    isOwnNode
      ? events[type]({ kind: "Node", metadata: { name, uid: name } }, reason, elsewhere)
      : undefined,
  ]);
}
