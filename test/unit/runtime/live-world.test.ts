import { getEventListeners } from "node:events";
import type { Operation } from "../../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../../lib/api/provisioning-profile.generated";
import type { Router } from "../../../lib/api/router.generated";
import type { Server } from "../../../lib/api/server.generated";
import { AccessDenied } from "../../../lib/domain/errors";
import type { KnownCluster } from "../../../lib/domain/admission/known-world";
import { LiveWorld } from "../../../lib/runtime/live-world";
import { FakeClock, settle } from "../../fakes/clock";
import { aKnownNode, aWorld } from "../../fakes/known-world";
import { aCondition, anOperation, aProfile, aRouter, aServer } from "../../fakes/samples";
import { FakeWatch } from "../../fakes/watch";

const NOTHING = { version: undefined, podRanges: [], serviceRanges: [] };

const ignore = (): void => undefined;

/** A world whose sources the test holds in its hands. */
class Bench {
  readonly stop = new AbortController();
  readonly clock = new FakeClock();
  readonly servers = new FakeWatch<Server>();
  readonly operations = new FakeWatch<Operation>();
  readonly profiles = new FakeWatch<ProvisioningProfile>();
  readonly routers = new FakeWatch<Router>();
  readonly nodes = new FakeWatch<Server>();
  readonly warnings: string[] = [];
  facts: KnownCluster | undefined;
  readonly world = new LiveWorld<Server>({
    servers: this.servers,
    operations: this.operations,
    profiles: this.profiles,
    routers: this.routers,
    nodes: this.nodes,
    knownNode: ({ metadata }) => aKnownNode({ name: metadata?.name ?? "" }),
    readCluster: () =>
      this.facts === undefined ? Promise.reject(new Error("away")) : Promise.resolve(this.facts),
    clock: this.clock,
    log: {
      ...{ debug: ignore, info: ignore, error: ignore },
      warn: (_, text) => this.warnings.push(text),
    },
  });
}

describe("LiveWorld", () => {
  const bench = new Bench();
  const { world, clock, stop, servers, operations, profiles, routers, nodes, warnings } = bench;

  afterAll(() => {
    stop.abort();
  });

  it("is complete once it has started, whatever is known of the cluster itself", async () => {
    servers.put(aServer());
    profiles.put(aProfile());
    routers.put(aRouter());
    nodes.put(aServer({ metadata: { name: "n1" } }));
    operations.put(anOperation());
    await world.start(stop.signal);
    expect(world.servers).toEqual([aServer()]);
    expect(world.profiles).toEqual([aProfile()]);
    expect(world.routers).toEqual([aRouter()]);
    expect(world.nodes).toEqual([aKnownNode({ name: "n1" })]);
    expect(world.operations).toMatchObject([anOperation()]);
    expect(world.cluster).toEqual(NOTHING);
    expect(warnings).toEqual(["what is known of the cluster is not kept up to date"]);
  });

  it("learns of the cluster later, and keeps what it knew when that fails", async () => {
    bench.facts = aWorld().cluster;
    await clock.advance(60_000);
    expect(world.cluster).toEqual(aWorld().cluster);
    bench.facts = undefined;
    await clock.advance(60_000);
    expect(world.cluster).toEqual(aWorld().cluster);
  });

  it("leaves nothing behind each time it looks", async () => {
    const before = getEventListeners(stop.signal, "abort").length;
    await clock.advance(20 * 60_000);
    expect(getEventListeners(stop.signal, "abort")).toHaveLength(before);
  });

  it("keeps only Operations that have not ended, and no output", async () => {
    const conditions = [aCondition("Complete", "True")];
    const phase = "Running" as const;
    operations.put(anOperation({ status: { phase, logTail: "long", steps: [] } }));
    await settle();
    expect(world.operations.map(({ status }) => status)).toEqual([{ phase }]);
    operations.put(anOperation({ status: { conditions } }));
    await settle();
    expect(world.operations).toEqual([]);
  });

  it("keeps no field managers", async () => {
    const server = aServer({ metadata: { name: "managed" } });
    const managedFields = [{ manager: "kubectl" }];
    servers.put({ ...server, metadata: { ...server.metadata, managedFields } } as Server);
    servers.put({ spec: { ipv4: "10.50.1.6" } } as Server);
    await settle();
    expect(world.servers).toContainEqual(server);
  });
});

describe("LiveWorld that may not read one kind", () => {
  it("has not started before it can", async () => {
    const { world, clock, nodes, stop } = new Bench();
    nodes.failure = new AccessDenied("no", { reason: "ApiForbidden" });
    let isReady = false;
    const ready = world.start(stop.signal).then(() => (isReady = true));
    await settle();
    expect(isReady).toBe(false);
    nodes.failure = undefined;
    await clock.advance(5_000);
    await ready;
    expect(isReady).toBe(true);
    stop.abort();
  });
});
