import { setTimeout as pause } from "node:timers/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { isWatch, type Seen } from "../../hack/lab/api-proxy/fault";
import { type Lists, memorise } from "../../hack/lab/api-proxy/memory";
import type { Order } from "../../hack/lab/api-proxy/order";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import type { Operation } from "../../lib/api/operation.generated";
import { BACKOFF_CAP_MS } from "../../lib/defaults";
import { WatcherBehindProxy } from "./world/behind-proxy";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-api-faults";

/** The promise of F6. */
const RESYNC_MS = 60_000;

/** Time of a pass, on a loaded machine. */
const PASS_MS = 15_000;

/** A run of a server that is as it should be already takes a few seconds. */
const RUN_MS = 60_000;

/** The module's own client names itself; the other one is Pepr's. */
const isOurs = ({ userAgent }: Seen): boolean => userAgent === "stargate";

/** Requests per second that Pepr's watches may come to in a storm: with client-go's pace, and what still waits. */
const STORM_RATE = 6;

describe("an API server that misbehaves", () => {
  let site: Site;
  let watcher: WatcherBehindProxy;
  /** What there was while the first operation was at work. */
  let earlier: Lists;
  let first: Operation;
  let count = 0;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    watcher = await WatcherBehindProxy.start();
    await site.pristine("server-1");
    await site.declareServer("server-1");
    await site.repave("first", "server-1");
    await site.operation("first", "to work", ({ status }) => status?.dcJobID !== undefined);
    earlier = await withAdmin(memorise);
    first = await site.success("first");
  });

  afterEach(async () => {
    await watcher.proxy.set({ kind: "none" });
    await watcher.followsAll();
  });

  afterAll(async () => {
    await watcher.close();
    await site.close();
  });

  async function withAdmin<T>(act: (admin: ApiClient) => Promise<T>): Promise<T> {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromFile(site.status.kubeconfig);
    const admin = new ApiClient(kubeConfig);
    try {
      return await act(admin);
    } finally {
      await admin.close();
    }
  }

  /** Orders one more repave of the server, which has nothing to do; its name. */
  async function order(): Promise<string> {
    const name = `again-${++count}`;
    await site.repave(name, "server-1");
    return name;
  }

  const startsOf = (operation: Operation): number =>
    site.journal("server-1", operation).filter(({ event }) => event === "run-started").length;

  async function eventsOf(name: string): Promise<Readonly<Record<string, number>>> {
    const events = (await site.cluster.list("Event", NAMESPACE)) as unknown as readonly {
      readonly reason: string;
      readonly count?: number;
      readonly series?: { readonly count: number };
      readonly regarding?: { readonly name: string };
      readonly involvedObject?: { readonly name: string };
    }[];
    return Object.fromEntries(
      events
        .filter(each => (each.involvedObject ?? each.regarding)?.name === name)
        .map(({ reason, count: times, series }) => [reason, series?.count ?? times ?? 1]),
    );
  }

  it.each(["lists and watches", "all that is read"] as const)(
    "F5: a restarted watcher that is shown the past (%s) runs no finished operation again",
    async extent => {
      watcher.stop();
      await watcher.proxy.set({ kind: "memory", lists: earlier, extent });
      await watcher.requests();
      watcher.start();
      const path = `/apis/stargate.io/v1alpha1/namespaces/${NAMESPACE}/operations/first`;
      const seen: Seen[] = [];
      await until("the operation to be taken up, and put away", PASS_MS, async () => {
        seen.push(...(await watcher.requests()));
        const mine = seen.filter(each => each.path.startsWith(path));
        const refused = mine.filter(({ status }) => status === 409);
        const isPutAway = extent === "all that is read" ? refused.length >= 3 : mine.length > 0;
        return isPutAway ? true : undefined;
      });
      // Whoever believes the past would have begun by now.
      await pause(2_000);
      seen.push(...(await watcher.requests()));
      const writes = seen.filter(each => each.path.startsWith(path) && each.method !== "GET");
      // One may be on its way.
      const answered = writes.filter(({ status }) => status !== undefined);
      expect(answered.filter(({ status }) => status !== 409)).toEqual([]);
      expect(writes.filter(({ body }) => !body.includes('"resourceVersion"'))).toEqual([]);
      await watcher.proxy.set({ kind: "none" });
      const now = await site.cluster.operation("first", NAMESPACE);
      expect(now.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
      expect(startsOf(first)).toBe(1);
    },
  );

  it("F6: changes of which no event tells are found within the period of the resync", async () => {
    const types = ["ADDED", "MODIFIED", "DELETED"];
    await watcher.proxy.set({ kind: "quiet", types });
    const changedMs = Date.now();
    await site.cluster.patch(
      "ProvisioningProfile",
      { name: "lab", namespace: NAMESPACE },
      { spec: { timeouts: { connectSeconds: 300 } } },
    );
    const name = await order();
    const { metadata } = (await site.cluster.get("ProvisioningProfile", "lab", NAMESPACE)) as {
      readonly metadata: { readonly generation?: number; readonly name: string };
    };
    const hasSeen = async (): Promise<true | undefined> => {
      const profile = await site.cluster.get("ProvisioningProfile", "lab", NAMESPACE);
      const status = profile?.["status"] as { conditions?: { observedGeneration?: number }[] };
      const { conditions = [] } = status;
      const isSeen = conditions.some(
        ({ observedGeneration }) => observedGeneration === metadata.generation,
      );
      return isSeen ? true : undefined;
    };
    await until("the profile to be looked at", RESYNC_MS + PASS_MS, hasSeen);
    await site.operation(name, "to be looked at", ({ status }) => status !== undefined, PASS_MS);
    expect(Date.now() - changedMs).toBeLessThan(RESYNC_MS + PASS_MS);
    expect((await watcher.proxy.report()).changedEvents).toBeGreaterThanOrEqual(2);
    await site.success(name, RUN_MS);
  });

  it("F7: events that come twice and in another order lead to one action", async () => {
    await watcher.proxy.set({ kind: "stutter" });
    const name = await order();
    const operation = await site.success(name, RUN_MS);
    // What is told late is told by now.
    await pause(1_000);
    expect((await watcher.proxy.report()).changedEvents).toBeGreaterThan(5);
    expect(startsOf(operation)).toBe(1);
    expect(await eventsOf(name)).toEqual({ OperationStarted: 1, OperationSucceeded: 1 });
  });

  it.each(["at once", "in stream"] as const)(
    "F8: watches that are told 410 Gone %s begin anew at a pace, in steady memory",
    async manner => {
      const { pid } = watcher;
      const before = watcher.residentMib(pid);
      await watcher.requests();
      await watcher.proxy.set({ kind: "gone", manner });
      await watcher.proxy.cutWatches();
      // A storm has a length, so this wait is no poll.
      const stormMs = 20_000;
      await pause(stormMs);
      const frameworks = (await watcher.requests()).filter(each => !isOurs(each));
      const lists = frameworks.filter(each => each.method === "GET" && !isWatch(each));
      expect(lists.length).toBeGreaterThan(7);
      expect(frameworks.length).toBeLessThan(40 + (STORM_RATE * stormMs) / 1000);
      expect(watcher.residentMib(pid) - before).toBeLessThan(80);
      await watcher.proxy.set({ kind: "none" });
      await site.success(await order(), RUN_MS);
      expect(watcher.pid).toBe(pid);
    },
  );

  it("F9: every other PATCH meets a conflict, and no field is lost", async () => {
    const shape = async (name: string): Promise<unknown> => {
      // An attempt that a conflict ended is repeated after its back-off.
      const { status } = await site.success(name, RUN_MS + BACKOFF_CAP_MS);
      // A Server follows its operations, a moment later.
      const server = await until("the Server to wait for nothing", PASS_MS, async () => {
        const seen = await site.cluster.server("server-1", NAMESPACE);
        return seen.status?.waitingFor === undefined ? seen : undefined;
      });
      return {
        fields: Object.keys(status ?? {}).sort(),
        steps: status?.steps?.map(step => [step.name, step.attempts]),
        conditions: status?.conditions?.map(({ type, status: truth }) => [type, truth]).sort(),
        server: Object.keys(server.status ?? {}).sort(),
      };
    };
    const unharmed = await shape(await order());
    // What is known of the server has to be written once more, a field at a time.
    await site.letGo("server-1");
    await site.declareServer("server-1");
    await watcher.requests();
    await watcher.proxy.set({ kind: "conflicts" });
    expect(await shape(await order())).toEqual(unharmed);
    const seen = await watcher.requests();
    expect(seen.filter(({ status }) => status === 409).length).toBeGreaterThan(3);
  });

  it.each<readonly [string, Order, { lengthMs: number; leastGapMs: number; tries: number }]>([
    [
      "429 with Retry-After",
      { kind: "answer", status: 429, retryAfterSeconds: 4 },
      // A timer may fire a moment early.
      { lengthMs: 13_000, leastGapMs: 3_990, tries: 4 },
    ],
    // 0.5, 1, 2, 4 s at most, with full jitter.
    ["500", { kind: "answer", status: 500 }, { lengthMs: 13_000, leastGapMs: 0, tries: 14 }],
    ["silence", { kind: "hang" }, { lengthMs: 30_000, leastGapMs: 29_000, tries: 2 }],
  ])(
    "F10: %s is borne with patience, and what was ordered meanwhile is done afterwards",
    async (_, fault, { lengthMs, leastGapMs, tries }) => {
      const { pid } = watcher;
      await watcher.requests();
      await watcher.proxy.set(fault);
      // The event of its creation comes by a watch that is open.
      const name = await order();
      await pause(lengthMs);
      const seen = await watcher.requests();
      const asked = seen.filter(each => each.path.endsWith(`/operations/${name}`));
      expect(asked.length).toBeGreaterThan(0);
      expect(asked.length).toBeLessThanOrEqual(tries);
      const times = asked.map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
      expect(gaps.filter(gapMs => gapMs < leastGapMs)).toEqual([]);
      expect(seen.length).toBeLessThan(40 + (STORM_RATE * lengthMs) / 1000);
      await watcher.proxy.set({ kind: "none" });
      const operation = await site.success(name, RUN_MS + BACKOFF_CAP_MS);
      expect(startsOf(operation)).toBe(1);
      expect(watcher.pid).toBe(pid);
    },
  );
});
