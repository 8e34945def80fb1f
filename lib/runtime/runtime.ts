import type { Server } from "node:http";
import { type Adapters, createAdapters } from "./adapters";
import { Changes } from "./changes";
import { Duty } from "./duty";
import { type Environment, readEnvironment } from "./environment";
import { Leader } from "./leader";
import { serveMetrics } from "./metrics-server";
import type { Check } from "./probes";
import { createQueues, type Queues } from "./queues";
import type { WorkQueue } from "./workqueue";

/** Everything of the module that lives as long as its process. */
export interface Runtime extends Queues {
  /** Told of every change of an object of ours. */
  readonly changes: Changes;
  /** What tells that this process is at work. */
  readonly live: readonly Check[];
  /** What has to be right for it to reconcile, or to do so the moment it is elected. */
  readonly ready: readonly Check[];
  /** The operation was deleted: a pass that is at work for it ends. */
  cancelled(operationUid: string): void;
  /**
   * Serves metrics, stands by, and once it is elected has every object looked at, then and periodically.
   *
   * `onLost` is called when another process may reconcile by now: this one has to end.
   */
  start(onLost: () => void): void;
  /** Stops all work and resolves when none is left. Safe to call twice. */
  stop(): Promise<void>;
}

let instance: Runtime | undefined;

/** The runtime of this process, built on first use. */
export function runtime(): Runtime {
  const environment = readEnvironment();
  instance ??= createRuntime(createAdapters(environment), environment);
  return instance;
}

/** Whether anything was built yet, and so has to be stopped. */
export function startedRuntime(): Runtime | undefined {
  return instance;
}

function createRuntime(adapters: Adapters, { metricsPort }: Environment): Runtime {
  const leader = new Leader(adapters);
  const queues = createQueues(adapters, () => {
    leader.verify();
  });
  const changes = new Changes(queues, adapters);
  const duty = new Duty({ adapters, queues, changes });
  const stopped = new AbortController();
  let metricsServer: Server | undefined;
  adapters.metrics.beginOperations();
  adapters.metrics.watchQueue(() => queues.operations.depth);
  adapters.metrics.watchLeader(() => leader.isLeading);
  return {
    ...queues,
    changes,
    live: duty.liveness,
    ready: readinessOf(adapters, leader),
    cancelled: uid => {
      adapters.cancellations.cancel(uid);
    },
    start: onLost => {
      metricsServer = serveMetrics(adapters.metrics, { port: metricsPort, log: adapters.log });
      adapters.follow();
      const events = {
        onLeading: () => {
          duty.begin(stopped.signal);
        },
        onLost: (error: unknown) => {
          adapters.log.error({ error }, "this process ends, for another one may reconcile by now");
          onLost();
        },
      };
      void leader.stand(events, stopped.signal);
    },
    stop: async () => {
      stopped.abort();
      adapters.hurry();
      metricsServer?.close();
      await Promise.all(Object.values(queues).map((queue: WorkQueue) => queue.stop()));
      await leader.resign();
      await adapters.close();
    },
  };
}

function readinessOf({ isSynced }: Pick<Adapters, "isSynced">, leader: Leader): readonly Check[] {
  return [
    {
      name: "watches",
      problem: () => (isSynced() ? undefined : "Nodes and Routers were not listed yet"),
    },
    {
      name: "leader-election",
      problem: () => (leader.isSettled ? undefined : "nobody could tell yet who leads"),
    },
  ];
}
