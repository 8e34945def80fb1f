import { isTrue } from "../../domain/conditions";
import { formatKey, type Key, keyOf } from "../../domain/key";
import type { Store } from "../../ports/objects";
import type { Requeue, Wake } from "../../ports/work";

/** What a change of a Node sets in motion. */
export interface NodePorts {
  readonly store: Store;
  readonly wake: Wake;
}

/** One pass over a Node: the Servers of its name, and their operations, look at it again. */
export async function reconcileNode({ store, wake }: NodePorts, { name }: Key): Promise<Requeue> {
  const servers = await store.servers.list({ field: ["metadata.name", name] });
  for (const server of servers) {
    const key = keyOf(server);
    wake.server(formatKey(key));
    const operations = await store.operations.list({
      namespace: key.namespace,
      field: ["spec.serverRef.name", key.name],
    });
    for (const operation of operations) {
      // Others do not wait for a Node.
      if (isTrue<"Operation">(operation.status?.conditions, "Bootstrapped")) {
        wake.operation(formatKey(keyOf(operation)));
      }
    }
  }
  return undefined;
}
