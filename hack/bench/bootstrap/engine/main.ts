/** The engine of the bench, as a process of its own. usage: node stargate.cjs CONFIG; figures as JSON on stdout. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Operation } from "../../../../lib/api/operation.generated";
import { RUN_SETTLE_MS } from "../../../../lib/defaults";
import { createQueues } from "../../../../lib/runtime/queues";
import type { WorkQueue } from "../../../../lib/runtime/workqueue";
import type { OwnFigures } from "../contender";
import type { StargateConfig } from "./config";
import { enqueuer } from "./enqueue";
import { contact, declare, order } from "./inventory";
import { createPorts } from "./ports";
import { Progress } from "./progress";
import { watched } from "./watch";

const LIMIT_MS = 3_600_000;

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Also keeps the process alive: the engine's own timers do not. */
async function giveUp(): Promise<never> {
  await delay(LIMIT_MS);
  throw new Error(`not done within ${LIMIT_MS / 1000} s`);
}

async function main(): Promise<void> {
  const config = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as StargateConfig;
  const raw = createPorts(config);
  const progress = new Progress(config.servers.length);
  const store = watched(raw.store, {
    changed: (kind, object) => {
      enqueue(kind, object);
      if (kind === "operations") {
        progress.see(object as Operation);
      }
    },
  });
  const ports = { ...raw, store };
  const queues = createQueues(ports, () => undefined);
  const enqueue = enqueuer(queues, ports);
  await Promise.all([ports.serverOperations.refill(), ports.serverRivals.refill()]);
  const names = await declare(ports, config);
  await contact(ports);
  // A controller that has just started only collects what waits.
  await delay(RUN_SETTLE_MS);

  const lag = monitorEventLoopDelay({ resolution: 1 });
  lag.enable();
  ports.requests?.reset();
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  progress.start();
  await order(ports, names);
  await Promise.race([progress.finished, giveUp()]);
  const wallSeconds = (performance.now() - startMs) / 1000;
  const used = process.cpuUsage(cpu);
  const figures: OwnFigures = {
    wallSeconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    details: {
      ...progress.details,
      "operation changes": progress.changes,
      ...ports.requests?.figures,
      "loop lag p99 ms": lag.percentile(99) / NANOSECONDS_PER_MILLISECOND,
      "loop lag max ms": lag.max / NANOSECONDS_PER_MILLISECOND,
      "heap MiB": process.memoryUsage().heapTotal / 1024 / 1024,
    },
  };
  await Promise.all(Object.values(queues).map((queue: WorkQueue) => queue.stop()));
  await ports.close();
  process.stdout.write(JSON.stringify(figures), () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
