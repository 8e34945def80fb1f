import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { stargate } from "../../hack/bench/bootstrap/stargate";
import { marksOn } from "../../hack/bench/bootstrap/stub";
import type { Farm } from "../../hack/farm/farm";
import { startFarm } from "../../hack/farm/start";
import { ApiProxy } from "../../hack/lab/api-proxy/api-proxy";
import type { FarmHost } from "../../hack/farm/host";
import { openLab as placeOfLab } from "../../hack/lab/lab";
import { BACKOFF_CAP_MS } from "../../lib/defaults";
import { type LabApi, makeNamespace, openLab } from "../contract/lab-api";
import type { Cluster } from "./world/cluster";
import { lab } from "./world/lab";
import { until } from "./world/until";

/** The one that the engine of the bench puts its objects into. */
const NAMESPACE = "bench-bootstrap";

const SERVERS = 20;

/** Work of each run: all of it ends while the API server is away. */
const WORK_SECONDS = 15;

const OUTAGE_MS = 65_000;

const RUN = "f11";

/** The engine also declares what it works on, as a user would. */
const INVENTORY_RIGHTS = {
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: { name: "engine", namespace: NAMESPACE },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
  subjects: [{ kind: "ServiceAccount", name: "pepr-stargate", namespace: "pepr-system" }],
};

describe("the API server is away from many", () => {
  let proxy: ApiProxy;
  let farm: Farm;
  let api: LabApi;
  let cluster: Cluster;
  let engine: ChildProcess | undefined;
  /** Holds a token of the module. */
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "stargate-f11-"));
    // Without a watcher, which would be a second controller.
    api = await openLab();
    ({ cluster } = api);
    await makeNamespace(api, NAMESPACE);
    await cluster.create(INVENTORY_RIGHTS);
    proxy = await ApiProxy.start(placeOfLab());
    farm = await startFarm({ servers: SERVERS, name: "away" });
    await farm.bringIn(proxy.socket, Number(new URL(proxy.url).port));
  });

  afterAll(async () => {
    engine?.kill("SIGKILL");
    rmSync(folder, { recursive: true });
    await farm.stop();
    // It lets the Servers go.
    lab("module", "start", "watcher");
    await cluster.delete("Namespace", NAMESPACE);
    await api.close();
    await proxy.close();
  });

  /** Starts of runs on the server, whichever operation's. */
  const startsOn = (server: FarmHost): number => {
    const runs = server.disk("var/lib/stargate/runs");
    const journals = globSync("*/journal.jsonl", { cwd: runs });
    return journals
      .map(journal => readFileSync(path.join(runs, journal), "utf8"))
      .map(journal => journal.match(/"run-started"/g)?.length ?? 0)
      .reduce((sum, each) => sum + each, 0);
  };

  const marks = (): readonly number[] => farm.servers.map(server => marksOn(server, RUN));

  it("F11: for a minute of twenty runs: they end on their servers, the status catches up, and none runs twice", async () => {
    const kubeconfig = path.join(folder, "kubeconfig");
    const server = api.kubeConfig.getCurrentCluster()!.server;
    writeFileSync(kubeconfig, api.kubeConfig.exportConfig().replace(server, proxy.url), {
      mode: 0o600,
    });
    const contender = stargate({ kubeconfig, width: SERVERS });
    const task = { farm, servers: farm.servers, seconds: WORK_SECONDS, run: RUN, folder };
    const { command } = await contender.prepare(task);
    const [program = "", ...args] = farm.inControl(command);
    const started = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    engine = started;
    const ended = once(started, "exit");
    const said = Promise.all([text(started.stdout), text(started.stderr)]);

    await until("every run to be at work", 60_000, () =>
      Promise.resolve(farm.servers.every(server => startsOn(server) === 1) ? true : undefined),
    );
    expect(marks().filter(count => count > 0).length).toBeLessThan(SERVERS);
    await proxy.goAway();
    // An outage has a length, so this wait is no poll.
    await pause(OUTAGE_MS);
    expect(marks()).toEqual(farm.servers.map(() => 1));
    const unfinished = await cluster.list("Operation", NAMESPACE);
    const phases = unfinished.map(({ status }) => (status as { phase?: string }).phase);
    expect(phases.filter(phase => phase === "Succeeded").length).toBeLessThan(SERVERS / 2);
    await proxy.comeBack();

    const late = pause(BACKOFF_CAP_MS + 30_000, "late", { ref: false });
    expect(await Promise.race([ended, late])).toEqual([0, null]);
    engine = undefined;
    expect((await said)[0]).toContain("wallSeconds");
    const operations = await cluster.list("Operation", NAMESPACE);
    expect(operations.map(({ status }) => (status as { phase?: string }).phase)).toEqual(
      farm.servers.map(() => "Succeeded"),
    );
    expect(marks()).toEqual(farm.servers.map(() => 1));
    expect(farm.servers.map(startsOn)).toEqual(farm.servers.map(() => 1));
  });
});
