import type { Key } from "../../domain/key";
import { serverStatus } from "../../domain/server/status";
import type { Clock } from "../../ports/clock";
import type { Judged } from "../../ports/judged";
import type { Nodes } from "../../ports/nodes";
import type { Store } from "../../ports/objects";
import type { ServerOperations } from "../../ports/server-operations";
import type { ServerRivals } from "../../ports/server-rivals";
import type { Requeue, Wake } from "../../ports/work";
import { timestamp } from "../timestamp";
import { wakeWaiting } from "../wake-waiting";

/** What reconciling a server reaches out to. */
export interface ServerPorts {
  readonly store: Store;
  readonly serverOperations: ServerOperations;
  readonly serverRivals: ServerRivals;
  readonly judged: Judged;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly wake: Wake;
}

/** One pass over a server: its status follows from its operations, its Node and its rivals. Operations do the work. */
export async function reconcileServer(
  { store, serverOperations, serverRivals, judged, nodes, clock, wake }: ServerPorts,
  key: Key,
): Promise<Requeue> {
  const [operations, rival, node] = await Promise.all([
    serverOperations.of(key),
    serverRivals.precedingAt(key),
    nodes.get(key.name),
  ]);
  const after = await store.servers.updateStatus(key, server =>
    serverStatus({ server, operations, rival, node }, timestamp(clock)),
  );
  if (after !== undefined) {
    judged.note(after);
  }
  wakeWaiting(
    wake,
    operations,
    what => what.startsWith("Server/") || what.startsWith("Operation/"),
  );
  return undefined;
}
