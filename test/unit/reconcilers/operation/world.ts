import { fingerprintOf } from "../../../../lib/adapters/ssh/fingerprint";
import { PROGRESS_SETTLE_MS, RUN_SETTLE_MS } from "../../../../lib/defaults";
import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import type { Server, ServerStatus } from "../../../../lib/api/server.generated";
import { renderBundle } from "../../../../lib/bootstrap/bundle";
import type { OperationPorts } from "../../../../lib/reconcilers/operation/ports";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import type { ServerPorts } from "../../../../lib/reconcilers/server/ports";
import { reconcileRouter } from "../../../../lib/reconcilers/router/reconcile";
import type { NodeView } from "../../../../lib/ports/nodes";
import type { Requeue } from "../../../../lib/ports/work";
import { LiveCancellations } from "../../../../lib/runtime/cancellations";
import { OperationIndex } from "../../../../lib/runtime/operation-index";
import { JudgedVersions } from "../../../../lib/runtime/judged-versions";
import { LiveRunStarts } from "../../../../lib/runtime/run-starts";
import { ServerIndex } from "../../../../lib/runtime/server-index";
import { FairRunSlots } from "../../../../lib/runtime/run-slots";
import { formatObject, waitOf } from "../../../../lib/domain/waiting";
import { FakeClock } from "../../../fakes/clock";
import {
  emptyRegister,
  FakeEvents,
  FakeJoinInfo,
  FakeMetrics,
  FakeNodes,
  FakeSecrets,
  FakeSettings,
  FakeTokens,
  silentLog,
} from "../../../fakes/cluster";
import { FakeCordons } from "../../../fakes/cordons";
import { FakeForgottenMachines } from "../../../fakes/forgotten-machines";
import { FakePods } from "../../../fakes/pods";
import { FakeSurroundings } from "../../../fakes/known-world";
import { FakeLeaseTable, FakeServerLeases } from "../../../fakes/server-leases";
import { FakeStore } from "../../../fakes/objects";
import { SimulatedServer } from "../../../fakes/simulated-server";

const KEY = { namespace: "dc", name: "op" };

/** A cluster with one server, one profile and one operation, all as they should be. */
export class World {
  readonly clock = new FakeClock();
  readonly store = new FakeStore();
  readonly serverOperations = new OperationIndex(this.store.operations);
  readonly serverRivals = new ServerIndex(this.store.servers, {
    clock: this.clock,
    spacingMs: 0,
  });
  readonly surroundings = new FakeSurroundings();
  readonly nodes = new FakeNodes();
  readonly cordons = new FakeCordons(this.nodes);
  readonly pods = new FakePods();
  readonly forgotten = new FakeForgottenMachines();
  readonly secrets = new FakeSecrets();
  readonly tokens = new FakeTokens();
  readonly settings = new FakeSettings();
  readonly events = new FakeEvents();
  readonly server = new SimulatedServer();
  readonly leases = new FakeLeaseTable();
  readonly cancellations = new LiveCancellations();
  readonly metrics = new FakeMetrics();
  /** Operations that were woken. */
  readonly woken: string[] = [];
  readonly wokenServers: string[] = [];
  readonly wokenRouters: string[] = [];
  readonly wokenProfiles: string[] = [];
  readonly ports: OperationPorts = {
    wake: {
      server: key => this.wokenServers.push(key),
      operation: key => this.woken.push(key),
      operationWithin: () => undefined,
      router: key => this.wokenRouters.push(key),
      routerWithin: (key, delayMs) => this.wokenRouters.push(`${key} within ${delayMs} ms`),
      profile: key => this.wokenProfiles.push(key),
    },
    store: this.store,
    serverOperations: this.serverOperations,
    serverRivals: this.serverRivals,
    surroundings: this.surroundings,
    nodes: this.nodes,
    cordons: this.cordons,
    pods: this.pods,
    forgotten: this.forgotten,
    secrets: this.secrets,
    settings: this.settings,
    joinInfo: new FakeJoinInfo(),
    tokens: this.tokens,
    remoteHosts: this.server,
    events: this.events,
    clock: this.clock,
    log: silentLog,
    register: emptyRegister,
    fingerprintOf,
    renderBundle,
    leases: new FakeServerLeases(this.leases, this.clock),
    slots: openSlots(key => this.woken.push(key)),
    starts: new LiveRunStarts(this.clock),
    cancellations: this.cancellations,
    metrics: this.metrics,
  };

  readonly judged = new JudgedVersions();
  readonly serverPorts: ServerPorts = { ...this.ports, judged: this.judged };

  constructor() {
    this.server.pause = () => this.clock.advance(PROGRESS_SETTLE_MS);
    this.secrets.secrets.set("dc/ssh", { username: "ubuntu", privateKey: "good key" });
    this.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.50.1.5" } });
    this.store.profiles.put({
      metadata: { name: "p" },
      spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh" },
    });
    this.store.operations.put({
      metadata: { name: "op" },
      spec: {
        serverRef: { name: "w1" },
        provisioningProfileRef: { name: "p" },
        operation: "repave",
      },
    });
  }

  /** One pass over the operation. */
  pass(): Promise<Requeue> {
    return reconcileOperation(this.ports, KEY, new AbortController().signal);
  }

  /** Passes until nothing more is asked for, or `limit` passes were made. Failures count as passes. */
  async settle(limit = 10): Promise<void> {
    for (let count = 0; count < limit; count++) {
      const requeue = await this.pass().catch(() => ({ afterMs: 0 }));
      if (requeue === undefined) {
        return;
      }
    }
  }

  async routerPass(name: string): Promise<void> {
    const signal = new AbortController().signal;
    await reconcileRouter(this.ports, { namespace: "dc", name }, signal).catch(() => undefined);
  }

  /** The server's kubelet registered. */
  register(change: Partial<NodeView> = {}): void {
    this.nodes.nodes.set("w1", {
      name: "w1",
      uid: "n1",
      bootID: "b1",
      isCordoned: false,
      cordonedBy: undefined,
      machineID: `${"0".repeat(31)}1`,
      kubeletVersion: "v1.34.4",
      internalIP: "10.50.1.5",
      podCIDR: "10.244.0.0/24",
      ready: true,
      notReadyMessage: "",
      ...change,
    });
  }

  get operation(): Operation {
    return this.store.operations.at("op")!;
  }

  get status(): OperationStatus {
    return this.operation.status ?? {};
  }

  /** "True Succeeded" of a condition of the operation. */
  condition(type: string): string {
    const found = this.status.conditions?.find(condition => condition.type === type);
    return `${found?.status ?? "absent"} ${found?.reason ?? ""}`;
  }

  /** "SecretNotFound Secret dc/ssh": what the operation waits for, and why. */
  get awaited(): string | undefined {
    return awaitedBy(this.status);
  }

  get record(): Server {
    return this.store.servers.at("w1")!;
  }

  get recordStatus(): ServerStatus {
    return this.record.status ?? {};
  }
}

/** "SecretNotFound Secret dc/ssh": what a status says it waits for, and why. */
export function awaitedBy(status: Parameters<typeof waitOf>[0]): string | undefined {
  const wait = waitOf(status);
  const { reason, object } = wait ?? {};
  return object === undefined ? reason : `${reason} ${formatObject(object)}`;
}

/** Slots that have collected claims for long enough. */
function openSlots(wake: (key: string) => void): FairRunSlots {
  const clock = new FakeClock();
  const slots = new FairRunSlots({ clock, wake });
  // What is due fires before this returns.
  void clock.advance(RUN_SETTLE_MS);
  return slots;
}
