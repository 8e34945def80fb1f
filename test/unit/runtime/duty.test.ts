import { RESYNC_MS, RESYNC_STUCK_MS } from "../../../lib/defaults";
import { Changes } from "../../../lib/runtime/changes";
import { Duty } from "../../../lib/runtime/duty";
import { JudgedVersions } from "../../../lib/runtime/judged-versions";
import { PrometheusMetrics } from "../../../lib/runtime/metrics";
import { OperationIndex } from "../../../lib/runtime/operation-index";
import { ServerIndex } from "../../../lib/runtime/server-index";
import { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeClock, settle } from "../../fakes/clock";
import { FakeCertificateRequests, FakeSettings, silentLog } from "../../fakes/cluster";
import { FakeStore } from "../../fakes/objects";
import { recordingQueue } from "./recording-queue";

describe("Duty", () => {
  const clock = new FakeClock();
  const store = new FakeStore();
  const passes: string[] = [];
  const settings = new FakeSettings();
  const queue = (kind: string) => recordingQueue(kind, passes, clock);
  const queues = {
    operations: queue("operation"),
    servers: queue("server"),
    profiles: queue("profile"),
    routers: queue("router"),
    certificateRequests: queue("request"),
    nodes: queue("node"),
  };
  const adapters = {
    store,
    clock,
    settings,
    log: silentLog,
    serverOperations: new OperationIndex(store.operations),
    serverRivals: new ServerIndex(store.servers, { clock }),
    certificateRequests: new FakeCertificateRequests(),
    metrics: new PrometheusMetrics(),
  };
  const changes = new Changes(queues, { ...adapters, judged: new JudgedVersions() });
  const duty = new Duty({ adapters, queues, changes });
  const stop = new AbortController();
  const problems = () => duty.liveness.flatMap(({ problem }) => problem() ?? []);

  beforeAll(() => {
    store.routers.put({ metadata: { name: "r" }, spec: { tailscaleIP: "100.64.0.9" } });
  });

  it("lets nothing happen before it begins, and is not stuck meanwhile", async () => {
    changes.router(store.routers.at("r")!);
    queues.nodes.add("w1");
    await clock.advance(2 * RESYNC_STUCK_MS);
    expect(passes).toEqual([]);
    expect(problems()).toEqual([]);
  });

  it("looks at everything once it begins, at what was told before too", async () => {
    duty.begin(stop.signal);
    await settle();
    expect(passes).toEqual(["router dc/r"]);
  });

  it("looks at everything at once when everything is paused or goes on", async () => {
    store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.0.0.1" } });
    settings.settings = { ...settings.settings, pauseAll: true };
    await clock.advance(RESYNC_MS / 2);
    await settle();
    expect(passes).toContain("server dc/w1");
  });

  it("is at work as long as passes over objects come to an end", async () => {
    const hanging = new WorkQueue({
      ...{ clock, concurrency: 1, onFailure: () => undefined },
      reconcile: () => new Promise(() => undefined),
    });
    const own = new Duty({ adapters, queues: { ...queues, servers: hanging }, changes });
    hanging.open();
    const found = () =>
      own.liveness.filter(({ problem }) => problem() !== undefined).map(({ name }) => name);
    hanging.add("dc/w1");
    await clock.advance(RESYNC_STUCK_MS + 1);
    expect(found()).toEqual([]);
    hanging.add("dc/w2");
    expect(found()).toEqual(["passes-servers"]);
  });

  it("is at work as long as its pass comes to an end", async () => {
    for (let period = 0; period < 12; period++) {
      await clock.advance(RESYNC_MS);
      await settle();
    }
    expect(problems()).toEqual([]);
    store.routers.list = () => new Promise(() => undefined);
    for (let period = 0; period < 12; period++) {
      await clock.advance(RESYNC_MS);
      await settle();
    }
    expect(problems()).toEqual(["none has ended for ten minutes"]);
    stop.abort();
  });
});
