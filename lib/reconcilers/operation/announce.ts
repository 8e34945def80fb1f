import type { EventReason } from "../../api/conditions";
import type { Server } from "../../api/server.generated";
import type { Operation } from "../../api/operation.generated";
import { keyOf } from "../../domain/key";
import { isDryRun } from "../../domain/operation/dry-run-status";
import type { OperationPorts } from "./ports";

/** What is said. */
interface Announcement {
  readonly type: "normal" | "warning";
  readonly reason: EventReason;
  readonly message: string;
  /** The Server as it was seen a moment ago; it is read otherwise. */
  readonly server?: Server | undefined;
}

/** Says it of the operation, of its Server, and of the Node where there is one: users look at any of them. */
export async function announce(
  { events, store, nodes }: Pick<OperationPorts, "events" | "store" | "nodes">,
  operation: Operation,
  what: Announcement,
): Promise<void> {
  const subject = { kind: "Operation" as const, metadata: operation.metadata ?? {} };
  await Promise.all([
    events[what.type](subject, what.reason, what.message),
    // A dry run is no news of its Server or its Node.
    isDryRun(operation) ? undefined : announceElsewhere({ events, store, nodes }, operation, what),
  ]);
}

async function announceElsewhere(
  { events, store, nodes }: Pick<OperationPorts, "events" | "store" | "nodes">,
  operation: Operation,
  { type, reason, message, server: known }: Announcement,
): Promise<void> {
  const { namespace, name: operationName } = keyOf(operation);
  const { name } = operation.spec.serverRef;
  const [server, node] = await Promise.all([
    known ?? store.servers.get({ namespace, name }),
    nodes.get(name),
  ]);
  const elsewhere = `Operation ${namespace}/${operationName}: ${message}`;
  const isOwnNode = node !== undefined && node.machineID === server?.status?.machineID;
  await Promise.all([
    server === undefined
      ? undefined
      : events[type]({ kind: "Server", metadata: server.metadata ?? {} }, reason, elsewhere),
    // kubectl finds the Events of a Node by its name as UID. Source: kubelet, node reference.
    isOwnNode
      ? events[type]({ kind: "Node", metadata: { name, uid: name } }, reason, elsewhere)
      : undefined,
  ]);
}
