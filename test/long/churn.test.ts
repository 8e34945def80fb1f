import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Operation } from "../../lib/api/operation.generated";
import type { Server } from "../../lib/api/server.generated";
import { keyOf } from "../../lib/domain/key";
import type { Adapters } from "../../lib/runtime/adapters";
import { Changes } from "../../lib/runtime/changes";
import { unopposed } from "../../lib/runtime/leader";
import { PrometheusMetrics } from "../../lib/runtime/metrics";
import { createQueues, type Queues } from "../../lib/runtime/queues";
import { settle } from "../fakes/clock";
import { FakeCertificateRequests } from "../fakes/cluster";
import { World } from "../unit/reconcilers/operation/world";

const CYCLES = 100_000;

/** Objects that are there at once. */
const BATCH = 10;

/** Objects after which everything that remembers a limited number of them remembers as many. Source: the largest capacity. */
const FULL_AFTER = 20_000;

/** Longer than whoever waits for a profile looks again. */
const POLLS_MS = 10_000;

const MIB = 1_048_576;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The module's queues, reconcilers and indexes, in memory: a fleet of servers whose profile is missing. */
class Module {
  readonly #world = new World();
  readonly #adapters: Adapters = {
    ...this.#world.ports,
    serverOperations: this.#world.serverOperations,
    serverRivals: this.#world.serverRivals,
    judged: this.#world.judged,
    metrics: new PrometheusMetrics(),
    certificateRequests: new FakeCertificateRequests(),
    election: unopposed,
    follow: () => undefined,
    isSynced: () => true,
    hurry: () => undefined,
    close: () => Promise.resolve(),
  };
  readonly #queues: Queues = createQueues(this.#adapters, () => undefined);
  readonly #changes = new Changes(this.#queues, this.#adapters);
  /** Operations that a status was seen of. */
  acknowledged = 0;

  async open(): Promise<void> {
    // It keeps everything that it was told.
    this.#world.events.isAway = true;
    await this.#world.serverOperations.refill();
    await this.#world.serverRivals.refill();
  }

  /** As many Servers, each with an Operation, come, are looked at, and go. */
  async comeAndGo(from: number, to: number): Promise<void> {
    const { store, clock } = this.#world;
    const names = Array.from({ length: to - from }, (_, offset) => `s${from + offset}`);
    for (const name of names) {
      this.#come(name);
    }
    await this.#calm();
    for (const name of names) {
      this.#tell(store.servers.at(name)!, store.operations.at(`op-${name}`)!);
    }
    await clock.advance(POLLS_MS);
    for (const name of names) {
      const [server, operation] = [store.servers.at(name)!, store.operations.at(`op-${name}`)!];
      this.acknowledged += operation.status?.phase === undefined ? 0 : 1;
      await store.operations.delete(keyOf(operation));
      this.#changes.operationGone(deleted(operation));
      await store.servers.delete(keyOf(server));
      this.#changes.serverGone(deleted(server));
    }
    await clock.advance(POLLS_MS);
    await this.#calm();
  }

  #come(name: string): void {
    const { store } = this.#world;
    const index = Number(name.slice(1)) % BATCH;
    const server = store.servers.put({ metadata: { name }, spec: { ipv4: `10.60.0.${index}` } });
    const operation = store.operations.put({
      metadata: { name: `op-${name}` },
      spec: { serverRef: { name }, provisioningProfileRef: { name: "none" }, operation: "repave" },
    });
    this.#tell(server, operation);
  }

  #tell(server: Server, operation: Operation): void {
    this.#changes.server(server);
    this.#changes.operation(operation);
  }

  async #calm(): Promise<void> {
    const { operations, servers } = this.#queues;
    const isBusy = (): boolean =>
      [operations, servers].some(({ depth }) => depth.waiting + depth.running > 0);
    do {
      await settle();
    } while (isBusy());
  }
}

/** As a watch tells of it: at a version of its own. */
function deleted<T extends Server | Operation>(object: T): T {
  const { resourceVersion } = object.metadata ?? {};
  const metadata = { ...object.metadata, resourceVersion: String(Number(resourceVersion) + 1) };
  return { ...object, metadata };
}

it("keeps nothing of a hundred thousand servers and operations that came and went", async () => {
  const module = new Module();
  await module.open();
  let firstMib = 0;
  for (let cycle = 0; cycle < CYCLES; cycle += BATCH) {
    await module.comeAndGo(cycle, cycle + BATCH);
    if ((cycle + BATCH) % FULL_AFTER === 0) {
      collect();
      const mib = process.memoryUsage().heapUsed / MIB;
      console.info(`${cycle + BATCH} cycles: ${mib.toFixed(1)} MiB`);
      firstMib ||= mib;
    }
  }
  expect(module.acknowledged).toBe(CYCLES);
  collect();
  // The goal is 5 %.
  expect(process.memoryUsage().heapUsed / MIB).toBeLessThan(firstMib * 1.05);
});
