import type { Server } from "node:http";
import { METRICS_PORT, RESYNC_MS } from "../defaults";
import { formatKey, keyOf } from "../domain/key";
import type { Objects, StargateObject } from "../ports/objects";
import { type Adapters, createAdapters } from "./adapters";
import { Changes } from "./changes";
import { readEnvironment } from "./environment";
import { serveMetrics } from "./metrics-server";
import { createQueues, type Queues } from "./queues";
import type { WorkQueue } from "./workqueue";

/** Everything of the module that lives as long as its process. */
export interface Runtime extends Queues {
  /** Told of every change of an object of ours. */
  readonly changes: Changes;
  /** The operation was deleted: a pass that is at work for it ends. */
  cancelled(operationUid: string): void;
  /** Begins the periodic pass over every object, and serves metrics. */
  start(): void;
  /** Stops all work and resolves when none is left. Safe to call twice. */
  stop(): Promise<void>;
}

let instance: Runtime | undefined;

/** The runtime of this process, built on first use. */
export function runtime(): Runtime {
  instance ??= createRuntime(createAdapters(readEnvironment()));
  return instance;
}

/** Whether anything was built yet, and so has to be stopped. */
export function startedRuntime(): Runtime | undefined {
  return instance;
}

function createRuntime(adapters: Adapters): Runtime {
  const queues = createQueues(adapters);
  let cancel: (() => void) | undefined;
  const resync = (): void => {
    void resyncAll(adapters, queues).finally(() => {
      cancel = adapters.clock.schedule(RESYNC_MS, resync);
    });
  };
  let metricsServer: Server | undefined;
  adapters.metrics.watchQueue(() => queues.operations.depth);
  return {
    ...queues,
    changes: new Changes(queues),
    cancelled: uid => {
      adapters.cancellations.cancel(uid);
    },
    start: () => {
      metricsServer = serveMetrics(adapters.metrics, { port: METRICS_PORT, log: adapters.log });
      cancel = adapters.clock.schedule(RESYNC_MS, resync);
    },
    stop: async () => {
      cancel?.();
      metricsServer?.close();
      await Promise.all(Object.values(queues).map((queue: WorkQueue) => queue.stop()));
      await adapters.close();
    },
  };
}

/** Adds every object: watches lose events, and what is not an object (Secrets, hosts) sends none. */
async function resyncAll(adapters: Adapters, queues: Queues): Promise<void> {
  const { store, certificateRequests, log } = adapters;
  try {
    await Promise.all([
      addAll(store.operations, queues.operations),
      addAll(store.servers, queues.servers),
      addAll(store.profiles, queues.profiles),
      addAll(store.routers, queues.routers),
    ]);
    for (const name of await certificateRequests.list()) {
      queues.certificateRequests.add(name);
    }
  } catch (error: unknown) {
    log.warn({ error }, "the periodic pass could not list everything; the next one will");
  }
}

async function addAll<T extends StargateObject>(
  objects: Objects<T>,
  queue: WorkQueue,
): Promise<void> {
  for (const object of await objects.list()) {
    queue.add(formatKey(keyOf(object)));
  }
}
