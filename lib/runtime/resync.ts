import { formatKey, keyOf } from "../domain/key";
import type { StargateObject } from "../ports/objects";
import type { Adapters } from "./adapters";
import type { Changes } from "./changes";
import type { Queues } from "./queues";
import type { WorkQueue } from "./workqueue";

/**
 * Has every object looked at: watches lose events, and what is not an object (Secrets, hosts) sends none.
 *
 * Routers only where no watch told of a change: each look logs in at the router, and asks itself for the next one. Never rejects.
 */
export async function resyncAll(
  adapters: Pick<
    Adapters,
    "store" | "serverOperations" | "serverRivals" | "certificateRequests" | "log"
  >,
  queues: Pick<Queues, "operations" | "servers" | "profiles" | "certificateRequests">,
  changes: Pick<Changes, "router">,
): Promise<void> {
  const { store, certificateRequests, log } = adapters;
  try {
    const [routers, requests] = await Promise.all([
      store.routers.list(),
      certificateRequests.list(),
      addOperationsAndServers(adapters, queues),
      addAll(store.profiles.list(), queues.profiles),
    ]);
    routers.forEach(router => {
      changes.router(router);
    });
    requests.forEach(name => {
      queues.certificateRequests.add(name);
    });
  } catch (error: unknown) {
    log.warn({ error }, "the periodic pass could not list everything; the next one will");
  }
}

/** A Server's state follows from its operations, so their index is right before it is asked. */
async function addOperationsAndServers(
  { serverOperations, serverRivals }: Pick<Adapters, "serverOperations" | "serverRivals">,
  { operations, servers }: Pick<Queues, "operations" | "servers">,
): Promise<void> {
  try {
    await addAll(serverOperations.refill(), operations);
  } finally {
    await addAll(serverRivals.refill(), servers);
  }
}

async function addAll(
  objects: Promise<readonly StargateObject[]>,
  queue: WorkQueue,
): Promise<void> {
  for (const object of await objects) {
    queue.add(formatKey(keyOf(object)));
  }
}
