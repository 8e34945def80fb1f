import { RESYNC_MS, TAKE_OVER_RETRY_MS } from "../defaults";
import { censusOf, type Population } from "../domain/census";
import { formatKey, keyOf } from "../domain/key";
import { isDone } from "../domain/operation/decide";
import { pause } from "../domain/pause";
import type { StargateObject } from "../ports/objects";
import type { Adapters } from "./adapters";
import type { Changes } from "./changes";
import type { Queues } from "./queues";
import type { WorkQueue } from "./workqueue";

type ResyncPorts = Pick<
  Adapters,
  "store" | "serverOperations" | "serverRivals" | "certificateRequests" | "log"
> & { readonly metrics: Pick<Adapters["metrics"], "count"> };

type ResyncQueues = Pick<Queues, "operations" | "servers" | "profiles" | "certificateRequests">;

/**
 * Has every object looked at that may need it: watches lose events, and what is not an object (Secrets, hosts) sends none.
 *
 * Routers only where no watch told of a change: each look logs in at the router, and asks itself for the next one. Never rejects.
 */
export async function resyncAll(
  adapters: ResyncPorts,
  queues: ResyncQueues,
  changes: Pick<Changes, "router">,
): Promise<void> {
  const { store, certificateRequests, metrics, log } = adapters;
  try {
    const [routers, requests, { operations, servers }, profiles] = await Promise.all([
      store.routers.list(),
      certificateRequests.list(),
      addOperationsAndServers(adapters, queues),
      addAll(store.profiles.list(), queues.profiles),
    ]);
    metrics.count(censusOf({ servers, operations, profiles, routers }));
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

/** How long the periodic pass goes on, and who is told after each. */
interface Periodically {
  readonly signal: AbortSignal;
  readonly onEnd: () => void;
}

/** Has every object looked at again and again, until the signal aborts. Never rejects. */
export async function resyncPeriodically(
  adapters: ResyncPorts & Pick<Adapters, "clock">,
  queues: ResyncQueues,
  changes: Pick<Changes, "router">,
  { signal, onEnd }: Periodically,
): Promise<void> {
  for (;;) {
    await pause(adapters.clock, RESYNC_MS, signal);
    if (signal.aborted) {
      return;
    }
    await resyncAll(adapters, queues, changes);
    onEnd();
  }
}

/**
 * Has everything looked at by a process that begins to reconcile: what its watches have told until then, it has dropped.
 * Never rejects.
 */
export async function takeOver(
  adapters: ResyncPorts & Pick<Adapters, "clock">,
  queues: ResyncQueues & Pick<Queues, "routers">,
  changes: Pick<Changes, "router">,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    resyncAll(adapters, queues, changes),
    addRouters(adapters, queues.routers, signal),
  ]);
}

/** Has every Router looked at, as soon as they can be listed. */
async function addRouters(
  adapters: Pick<Adapters, "store" | "clock" | "log">,
  routers: WorkQueue,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await addAll(adapters.store.routers.list(), routers);
      return;
    } catch (error: unknown) {
      // No later pass would look at them: nothing of them is news.
      adapters.log.warn({ error }, "the Routers cannot be listed; they are listed again");
      await pause(adapters.clock, TAKE_OVER_RETRY_MS, signal);
    }
  }
}

/** A Server's state follows from its operations, so their index is right before it is asked. */
async function addOperationsAndServers(
  { serverOperations, serverRivals }: Pick<Adapters, "serverOperations" | "serverRivals">,
  queues: Pick<Queues, "operations" | "servers">,
): Promise<Pick<Population, "operations" | "servers">> {
  const refilled = serverOperations.refill();
  const listed = addAll(refilled, queues.operations, operation => !isDone(operation));
  await listed.catch(() => undefined);
  const servers = await addAll(serverRivals.refill(), queues.servers);
  return { operations: await listed, servers };
}

/** Resolves to all that were listed, also those that need no look. */
async function addAll<T extends StargateObject>(
  listed: Promise<readonly T[]>,
  queue: WorkQueue,
  needsLook: (object: T) => boolean = () => true,
): Promise<readonly T[]> {
  const objects = await listed;
  for (const object of objects.filter(needsLook)) {
    queue.add(formatKey(keyOf(object)));
  }
  return objects;
}
