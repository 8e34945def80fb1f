import type { Router } from "../../../lib/api/router.generated";
import type { Server } from "../../../lib/api/server.generated";
import {
  API_TIMEOUT_MS,
  CLUSTER_FACTS_FRESH_MS,
  CLUSTER_FACTS_REFRESH_MS,
  WAIT_POLL_MS,
} from "../../../lib/defaults";
import type { KnownCluster } from "../../../lib/domain/admission/known-world";
import { AccessDenied } from "../../../lib/domain/errors";
import { LiveSurroundings } from "../../../lib/runtime/live-surroundings";
import { FakeClock, settle } from "../../fakes/clock";
import { silentLog } from "../../fakes/cluster";
import { aKnownNode, aWorld } from "../../fakes/known-world";
import { aRouter, aServer } from "../../fakes/samples";
import { FakeWatch } from "../../fakes/watch";

const { cluster } = aWorld();

/** Surroundings whose sources the test holds in its hands. */
class Bench {
  readonly stop = new AbortController();
  readonly clock = new FakeClock();
  readonly routers = new FakeWatch<Router>();
  readonly nodes = new FakeWatch<Server>();
  facts: KnownCluster | undefined = cluster;
  reads = 0;
  refusal = "no";
  readonly warnings: string[] = [];
  readonly surroundings = new LiveSurroundings<Server>({
    routers: this.routers,
    nodes: this.nodes,
    knownNode: ({ metadata }) => aKnownNode({ name: metadata?.name ?? "" }),
    readCluster: () => {
      this.reads++;
      return this.facts === undefined
        ? Promise.reject(new AccessDenied(this.refusal, { reason: "ApiForbidden" }))
        : Promise.resolve(this.facts);
    },
    clock: this.clock,
    log: { ...silentLog, warn: (_, message) => this.warnings.push(message) },
  });

  start(): void {
    void this.surroundings.start(this.stop.signal);
  }
}

describe("LiveSurroundings", () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  afterEach(() => {
    bench.stop.abort();
  });

  it("waits until all is known, and then asks nobody", async () => {
    bench.routers.put(aRouter());
    bench.nodes.put(aServer({ metadata: { name: "n1" } }));
    const early = bench.surroundings.current();
    bench.start();
    expect((await early).routers).toEqual([aRouter()]);
    const { reads } = bench;
    const known = await bench.surroundings.current();
    expect(known.nodes).toEqual([aKnownNode({ name: "n1" })]);
    expect(known.cluster).toBe(cluster);
    bench.routers.put(aRouter({ metadata: { name: "later" } }));
    await settle();
    expect((await bench.surroundings.current()).routers).toHaveLength(2);
    expect(bench.reads).toBe(reads);
    // An answer of the last few seconds is fresh enough.
    await bench.surroundings.afresh();
    expect(bench.reads).toBe(reads);
    await bench.clock.advance(CLUSTER_FACTS_FRESH_MS);
    await bench.surroundings.afresh();
    expect(bench.reads).toBe(reads + 1);
  });

  it("judges nothing by a cluster that cannot be read, asks no more for that, and sees when it can", async () => {
    bench.facts = undefined;
    bench.start();
    await settle();
    const { reads } = bench;
    const known = await Promise.all([
      bench.surroundings.current(),
      bench.surroundings.current(),
      bench.surroundings.current(),
    ]);
    expect(known[0].cluster).toEqual({ version: undefined, podRanges: [], serviceRanges: [] });
    expect(bench.reads).toBe(reads);
    bench.facts = cluster;
    await bench.clock.advance(WAIT_POLL_MS);
    expect((await bench.surroundings.current()).cluster).toBe(cluster);
  });

  it("goes by what it knew when the cluster cannot be read any more, but for who wants it read now", async () => {
    bench.start();
    await settle();
    bench.facts = undefined;
    await bench.clock.advance(CLUSTER_FACTS_REFRESH_MS);
    expect((await bench.surroundings.current()).cluster).toBe(cluster);
    await expect(bench.surroundings.afresh()).rejects.toThrow("no");
  });

  it("says once why the cluster cannot be read, and again when that changes", async () => {
    bench.facts = undefined;
    bench.start();
    await bench.clock.advance(3 * CLUSTER_FACTS_REFRESH_MS);
    expect(bench.warnings).toHaveLength(1);
    bench.refusal = "not yet";
    await bench.clock.advance(3 * CLUSTER_FACTS_REFRESH_MS);
    expect(bench.warnings).toHaveLength(2);
    bench.facts = cluster;
    await bench.clock.advance(CLUSTER_FACTS_REFRESH_MS);
    bench.facts = undefined;
    await bench.clock.advance(2 * CLUSTER_FACTS_REFRESH_MS);
    expect(bench.warnings).toHaveLength(3);
  });

  it("reads once for all who ask at the same time", async () => {
    bench.start();
    await settle();
    await bench.clock.advance(CLUSTER_FACTS_FRESH_MS);
    const { reads } = bench;
    await Promise.all([
      bench.surroundings.afresh(),
      bench.surroundings.afresh(),
      bench.surroundings.afresh(),
    ]);
    expect(bench.reads).toBe(reads + 1);
  });

  it("gives up on what is never listed, in time or at the end", async () => {
    bench.nodes.failure = new AccessDenied("no", { reason: "ApiForbidden" });
    bench.start();
    const slow = expect(bench.surroundings.current()).rejects.toThrow("could not be listed yet");
    await bench.clock.advance(API_TIMEOUT_MS);
    await slow;
    const cut = expect(bench.surroundings.current()).rejects.toThrow("could not be listed yet");
    bench.stop.abort();
    await cut;
  });
});
