import { enqueuer } from "../../../hack/bench/bootstrap/engine/enqueue";
import { NODE_VERSION } from "../../../hack/bench/bootstrap/engine/cluster";
import { withSteps } from "../../../hack/bench/bootstrap/engine/steps";
import { readStub } from "../../../hack/bench/bootstrap/stub";
import { fingerprintOf } from "../../../lib/adapters/ssh/fingerprint";
import { SshRemoteHosts } from "../../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../../lib/adapters/system-clock";
import { type Bundle, renderBundle } from "../../../lib/bootstrap/bundle";
import type { RunSpec } from "../../../lib/bootstrap/run-spec";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import type { Hop, RemoteHosts, Route } from "../../../lib/ports/remote-host";
import type { Adapters } from "../../../lib/runtime/adapters";
import { LiveCancellations } from "../../../lib/runtime/cancellations";
import { JudgedVersions } from "../../../lib/runtime/judged-versions";
import { PrometheusMetrics } from "../../../lib/runtime/metrics";
import { OperationIndex } from "../../../lib/runtime/operation-index";
import { ServerIndex } from "../../../lib/runtime/server-index";
import { unopposed } from "../../../lib/runtime/leader";
import { createQueues } from "../../../lib/runtime/queues";
import type { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeCertificateRequests, FakeJoinInfo, FakeMetrics, silentLog } from "../../fakes/cluster";
import { FakeSurroundings } from "../../fakes/known-world";
import { LiveRunStarts } from "../../../lib/runtime/run-starts";
import { RecentSecrets } from "../../../lib/runtime/secret-register";
import { FakeCordons } from "../../fakes/cordons";
import { FakeForgottenMachines } from "../../fakes/forgotten-machines";
import { FakePods } from "../../fakes/pods";
import { FakeServerLeases } from "../../fakes/server-leases";
import { type Inventory, markOf, type Site, STEPS } from "./inventory";

/** Time that a step may take beyond what it takes. */
const GRACE_SECONDS = 60;

/** What a controller is told. */
export interface ControllerOptions {
  readonly sites: readonly Site[];
  /** How long each step takes. */
  readonly stepSeconds: () => number;
  /** Shell text that each step begins with. */
  readonly prelude?: () => string;
}

/** The product's queues, reconcilers and SSH adapter, at work on an inventory. */
export class Controller {
  readonly #ssh: SshRemoteHosts;
  readonly #queues: readonly WorkQueue[];
  readonly #unwatch: () => void;

  private constructor(ssh: SshRemoteHosts, queues: readonly WorkQueue[], unwatch: () => void) {
    this.#ssh = ssh;
    this.#queues = queues;
    this.#unwatch = unwatch;
  }

  static async start(
    inventory: Inventory,
    options: ControllerOptions,
    change: (adapters: Adapters) => Adapters = adapters => adapters,
  ): Promise<Controller> {
    const ssh = new SshRemoteHosts({
      rootShell: scripts["root-shell"],
      clock: systemClock,
      metrics: new FakeMetrics(),
    });
    const adapters = change(adaptersOf(inventory, options, ssh));
    const queues = createQueues(adapters, () => undefined);
    await Promise.all([adapters.serverOperations.refill(), adapters.serverRivals.refill()]);
    const unwatch = await inventory.watch(enqueuer(queues, adapters));
    return new Controller(ssh, Object.values(queues) as WorkQueue[], unwatch);
  }

  /** Drops every connection, as the kernel does when a process is killed; nobody waits for anything. */
  async cutOff(): Promise<void> {
    this.#unwatch();
    await this.#ssh.close();
  }

  async stop(): Promise<void> {
    this.#unwatch();
    await Promise.all(this.#queues.map(queue => queue.stop()));
    await this.#ssh.close();
  }
}

/** Composed as `lib/runtime/adapters.ts` does; the cluster is in memory. */
function adaptersOf(
  inventory: Inventory,
  options: ControllerOptions,
  ssh: SshRemoteHosts,
): Adapters {
  const { store, secrets, tokens, events, nodes, settings } = inventory;
  return {
    ...{ store, secrets, tokens, events, nodes, settings },
    serverOperations: new OperationIndex(store.operations),
    serverRivals: new ServerIndex(store.servers, { clock: systemClock }),
    surroundings: new FakeSurroundings(),
    follow: () => undefined,
    isSynced: () => true,
    election: unopposed,
    judged: new JudgedVersions(),
    clock: systemClock,
    register: new RecentSecrets(),
    log: silentLog,
    remoteHosts: throughLoopback(options.sites, ssh),
    cordons: new FakeCordons(nodes),
    pods: new FakePods(),
    forgotten: new FakeForgottenMachines(),
    joinInfo: new FakeJoinInfo(),
    leases: new FakeServerLeases(inventory.leases, systemClock),
    starts: new LiveRunStarts(systemClock),
    cancellations: new LiveCancellations(),
    metrics: new PrometheusMetrics(),
    fingerprintOf,
    renderBundle: run => stubBundle(run, options),
    certificateRequests: new FakeCertificateRequests(),
    hurry: () => undefined,
    close: () => ssh.close(),
  };
}

/** The hosts, for this process, which is in no farm's namespaces: it meets each jump host on loopback. */
function throughLoopback(sites: readonly Site[], hosts: RemoteHosts): RemoteHosts {
  const local = new Map(sites.map(({ routerIP, farm }) => [routerIP, farm.localJumpAddress]));
  const moved = (hop: Hop): Hop => ({ ...hop, ...local.get(hop.address) });
  return {
    connect: ([first, second], signal) => {
      const route: Route = second === undefined ? [moved(first)] : [moved(first), second];
      return hosts.connect(route, signal);
    },
    verifyKey: key => {
      hosts.verifyKey(key);
    },
  };
}

/** The product's own bundle with stubs for steps. */
async function stubBundle(
  run: RunSpec,
  { stepSeconds, prelude }: ControllerOptions,
): Promise<Bundle> {
  const [check, apply] = [readStub("stub-check.sh"), `${prelude?.() ?? ""}${readStub("stub.sh")}`];
  const steps = STEPS.map(name => ({
    ...{ name, check, apply, checkSeconds: GRACE_SECONDS, applySeconds: GRACE_SECONDS },
    parameters: {
      SECONDS_TO_TAKE: String(stepSeconds()),
      RUN: markOf(run.operationUid, name),
      NODE_VERSION,
    },
  }));
  return await withSteps(await renderBundle(run), steps);
}
