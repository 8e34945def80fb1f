import { RESYNC_MS, TAKE_OVER_RETRY_MS } from "../../../lib/defaults";
import type { Census } from "../../../lib/domain/census";
import { Changes } from "../../../lib/runtime/changes";
import { JudgedVersions } from "../../../lib/runtime/judged-versions";
import { OperationIndex } from "../../../lib/runtime/operation-index";
import { resyncAll, resyncPeriodically, takeOver } from "../../../lib/runtime/resync";
import { ServerIndex } from "../../../lib/runtime/server-index";
import { FakeClock, settle } from "../../fakes/clock";
import { FakeCertificateRequests, silentLog } from "../../fakes/cluster";
import { FakeStore } from "../../fakes/objects";
import { aCondition } from "../../fakes/samples";
import { recordingQueue } from "./recording-queue";

describe("resyncAll", () => {
  let store: FakeStore;
  let passes: string[];
  let censuses: Census[];
  let clock: FakeClock;
  let resync: () => Promise<void>;
  let begin: () => Promise<void>;
  let follow: (clock: FakeClock, signal: AbortSignal) => Promise<void>;

  beforeEach(() => {
    store = new FakeStore();
    passes = [];
    censuses = [];
    clock = new FakeClock();
    const queue = (kind: string) => recordingQueue(kind, passes, new FakeClock());
    const queues = {
      operations: queue("operation"),
      servers: queue("server"),
      profiles: queue("profile"),
      routers: queue("router"),
      certificateRequests: queue("request"),
    };
    const serverOperations = new OperationIndex(store.operations);
    const serverRivals = new ServerIndex(store.servers, { clock: new FakeClock() });
    const judged = new JudgedVersions();
    const changes = new Changes(queues, { serverOperations, serverRivals, judged });
    const certificateRequests = new FakeCertificateRequests();
    certificateRequests.list = () => Promise.resolve(["csr-1"]);
    const metrics = { count: (census: Census) => censuses.push(census) };
    const log = silentLog;
    const ports = { store, serverOperations, serverRivals, certificateRequests, metrics, log };
    resync = async () => {
      await resyncAll(ports, queues, changes);
      await settle();
    };
    begin = async () => {
      await takeOver({ ...ports, clock }, queues, changes, new AbortController().signal);
      await settle();
    };
    follow = (clock, signal) =>
      resyncPeriodically({ ...ports, clock }, queues, changes, {
        signal,
        onEnd: () => passes.push("all"),
      });
    store.operations.put({
      metadata: { name: "op" },
      spec: { operation: "repave", serverRef: { name: "w1" } },
    });
    store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.0.0.1" } });
    store.profiles.put({
      metadata: { name: "p" },
      spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh" },
    });
    store.routers.put({ metadata: { name: "r" }, spec: { tailscaleIP: "100.64.0.9" } });
  });

  it("has everything looked at, and routers only when something of them is news", async () => {
    const all = ["operation dc/op", "profile dc/p", "request csr-1", "router dc/r", "server dc/w1"];
    await resync();
    expect(passes.splice(0).toSorted()).toEqual(all);
    await resync();
    expect(passes.splice(0).toSorted()).toEqual(all.filter(pass => pass !== "router dc/r"));
    const { metadata, spec } = store.routers.at("r")!;
    store.routers.put({ metadata: { ...metadata, generation: 2 } as never, spec });
    await resync();
    expect(passes.splice(0).toSorted()).toEqual(all);
  });

  it("has no operation looked at that is done", async () => {
    store.operations.put({
      metadata: { name: "done" },
      spec: { operation: "repave", serverRef: { name: "w1" } },
      status: { conditions: [aCondition("Complete", "True")] },
    });
    await resync();
    expect(passes).toContain("operation dc/op");
    expect(passes).not.toContain("operation dc/done");
  });

  it("counts what is there", async () => {
    await resync();
    expect(censuses).toEqual([
      {
        servers: { pending: 1 },
        operations: { Pending: 1 },
        waiting: {},
        profiles: { Unknown: 1 },
        routers: [{ namespace: "dc", name: "r", isUp: false }],
      },
    ]);
  });

  it("does what it can while the API server is away, and the rest another time", async () => {
    store.routers.list = () => Promise.reject(new Error("away"));
    await expect(resync()).resolves.toBeUndefined();
    expect(passes).not.toContain("router dc/r");
  });

  it("looks at servers once it knows their operations, and also when it does not", async () => {
    const list = store.operations.list.bind(store.operations);
    let isListed = false;
    let wasListed = false;
    store.operations.list = async selection => {
      await settle();
      isListed = true;
      return await list(selection);
    };
    const servers = store.servers.list.bind(store.servers);
    store.servers.list = selection => {
      wasListed = isListed;
      return servers(selection);
    };
    await resync();
    expect(wasListed).toBe(true);
    passes.length = 0;
    store.operations.list = () => Promise.reject(new Error("away"));
    await resync();
    expect(passes).toContain("server dc/w1");
  });

  it("looks at each Router when it takes over, whatever its watches have told before", async () => {
    await resync();
    passes.length = 0;
    await begin();
    expect(passes).toContain("router dc/r");
    expect(passes).toContain("operation dc/op");
  });

  it("lists Routers until it knows them", async () => {
    const list = store.routers.list.bind(store.routers);
    store.routers.list = () => Promise.reject(new Error("away"));
    const beginning = begin();
    await settle();
    // They keep nobody else waiting.
    expect(passes).toContain("operation dc/op");
    expect(passes).not.toContain("router dc/r");
    store.routers.list = list;
    await clock.advance(TAKE_OVER_RETRY_MS);
    await beginning;
    expect(passes).toContain("router dc/r");
  });

  it("goes on until it is told to stop", async () => {
    const clock = new FakeClock();
    const stop = new AbortController();
    const following = follow(clock, stop.signal);
    await clock.advance(RESYNC_MS);
    await settle();
    expect(passes.filter(pass => pass === "server dc/w1")).toHaveLength(1);
    expect(passes.filter(pass => pass === "all")).toHaveLength(1);
    await clock.advance(RESYNC_MS);
    await settle();
    expect(passes.filter(pass => pass === "server dc/w1")).toHaveLength(2);
    stop.abort();
    await following;
    expect(clock.pending).toBe(0);
  });
});
