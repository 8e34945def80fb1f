import type { Server } from "node:http";
import { METRICS_PORT, RESYNC_MS } from "../defaults";
import { type Adapters, createAdapters } from "./adapters";
import { Changes } from "./changes";
import { readEnvironment } from "./environment";
import { serveMetrics } from "./metrics-server";
import { followPause } from "./pause-watch";
import { createQueues, type Queues } from "./queues";
import { resyncAll } from "./resync";
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
  const changes = new Changes(queues, adapters);
  const resync = (): void => {
    void resyncAll(adapters, queues, changes).finally(() => {
      cancel = adapters.clock.schedule(RESYNC_MS, resync);
    });
  };
  const stopped = new AbortController();
  let metricsServer: Server | undefined;
  adapters.metrics.watchQueue(() => queues.operations.depth);
  return {
    ...queues,
    changes,
    cancelled: uid => {
      adapters.cancellations.cancel(uid);
    },
    start: () => {
      metricsServer = serveMetrics(adapters.metrics, { port: METRICS_PORT, log: adapters.log });
      adapters.follow();
      cancel = adapters.clock.schedule(RESYNC_MS, resync);
      const lookAtAll = (): void => void resyncAll(adapters, queues, changes);
      void followPause(adapters, lookAtAll, stopped.signal);
      // Until then it asks the API server each time.
      for (const index of [adapters.serverOperations, adapters.serverRivals]) {
        index.refill().catch((error: unknown) => {
          adapters.log.debug({ error }, "an index is filled by the periodic pass");
        });
      }
    },
    stop: async () => {
      cancel?.();
      stopped.abort();
      adapters.hurry();
      metricsServer?.close();
      await Promise.all(Object.values(queues).map((queue: WorkQueue) => queue.stop()));
      await adapters.close();
    },
  };
}
