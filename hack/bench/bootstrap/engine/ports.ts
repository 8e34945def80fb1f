import { KubeConfig } from "@kubernetes/client-node";
import { ApiBootstrapTokens } from "../../../../lib/adapters/kubernetes/bootstrap-tokens";
import type { ApiClient } from "../../../../lib/adapters/kubernetes/client";
import { ApiEvents } from "../../../../lib/adapters/kubernetes/events";
import { ApiJoinInfo } from "../../../../lib/adapters/kubernetes/join-info";
import { ApiObjects } from "../../../../lib/adapters/kubernetes/objects";
import { ApiSecrets } from "../../../../lib/adapters/kubernetes/secrets";
import { ApiServerLeases } from "../../../../lib/adapters/kubernetes/server-leases";
import { fingerprintOf } from "../../../../lib/adapters/ssh/fingerprint";
import { SshRemoteHosts } from "../../../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../../../lib/adapters/system-clock";
import { systemIdentity } from "../../../../lib/adapters/system-identity";
import { scripts } from "../../../../lib/bootstrap/scripts.generated";
import type { Clock } from "../../../../lib/ports/clock";
import type { Store } from "../../../../lib/ports/objects";
import type { Adapters } from "../../../../lib/runtime/adapters";
import { LiveCancellations } from "../../../../lib/runtime/cancellations";
import { JudgedVersions } from "../../../../lib/runtime/judged-versions";
import { createLog } from "../../../../lib/runtime/log";
import { PrometheusMetrics } from "../../../../lib/runtime/metrics";
import { OperationIndex } from "../../../../lib/runtime/operation-index";
import { unopposed } from "../../../../lib/runtime/leader";
import { LiveRunStarts } from "../../../../lib/runtime/run-starts";
import { ServerIndex } from "../../../../lib/runtime/server-index";
import { RecentSecrets } from "../../../../lib/runtime/secret-register";
import {
  FakeCertificateRequests,
  FakeEvents,
  FakeJoinInfo,
  FakeSecrets,
  FakeTokens,
} from "../../../../test/fakes/cluster";
import { FakeSurroundings } from "../../../../test/fakes/known-world";
import { FakeForgottenMachines } from "../../../../test/fakes/forgotten-machines";
import { FakePods } from "../../../../test/fakes/pods";
import { FakeLeaseTable, FakeServerLeases } from "../../../../test/fakes/server-leases";
import { FakeStore } from "../../../../test/fakes/objects";
import { CountingClient } from "./api-requests";
import { stubBundle } from "./bundle";
import type { StargateConfig } from "./config";
import { FarmNodes, FixedSettings } from "./cluster";

/** The ports that are the cluster's: real, or in memory. */
type ClusterPorts = Pick<
  Adapters,
  "store" | "secrets" | "joinInfo" | "tokens" | "events" | "leases"
> & {
  /** What was asked of the API server. */
  readonly requests?: CountingClient;
  /** Puts a Secret there, as a user would. */
  readonly putSecret: (
    namespace: string,
    name: string,
    entries: Readonly<Record<string, string>>,
  ) => Promise<void>;
  readonly closeCluster: () => Promise<void>;
};

/** The module's ports, but for what a farm cannot have: kubelets, a plan for them, and settings in a ConfigMap. */
export type BenchPorts = Adapters & Pick<ClusterPorts, "putSecret" | "requests">;

/** Composes the engine's ports as `lib/runtime/adapters.ts` does. */
export function createPorts(config: StargateConfig): BenchPorts {
  const clock = systemClock;
  const register = new RecentSecrets();
  const log = createLog("warn", register, process.stderr);
  const metrics = new PrometheusMetrics();
  const remoteHosts = new SshRemoteHosts({ rootShell: scripts["root-shell"], clock, metrics });
  const starts = new LiveRunStarts(clock);
  const cluster =
    config.kubeconfig === undefined
      ? inMemory(clock)
      : inApiServer(config.kubeconfig, { clock, log, register, starts });
  const { closeCluster, ...ports } = cluster;
  return {
    ...ports,
    serverOperations: new OperationIndex(cluster.store.operations),
    serverRivals: new ServerIndex(cluster.store.servers, { clock }),
    surroundings: new FakeSurroundings(),
    follow: () => undefined,
    isSynced: () => true,
    election: unopposed,
    judged: new JudgedVersions(),
    clock,
    register,
    log,
    starts,
    remoteHosts,
    nodes: new FarmNodes(config.servers),
    // No step of the stub disturbs pods.
    cordons: { cordon: () => Promise.resolve(), uncordon: () => Promise.resolve() },
    pods: new FakePods(),
    forgotten: new FakeForgottenMachines(),
    settings: new FixedSettings(),
    cancellations: new LiveCancellations(),
    metrics,
    fingerprintOf,
    renderBundle: run => stubBundle(run, config),
    certificateRequests: new FakeCertificateRequests(),
    hurry: () => undefined,
    close: async () => {
      await remoteHosts.close();
      await closeCluster();
    },
  };
}

function inMemory(clock: Clock): ClusterPorts {
  const secrets = new FakeSecrets();
  return {
    store: new FakeStore(),
    secrets,
    joinInfo: new FakeJoinInfo(),
    tokens: new FakeTokens(),
    events: new FakeEvents(),
    leases: new FakeServerLeases(new FakeLeaseTable(), clock),
    putSecret: (namespace, name, entries) => {
      secrets.secrets.set(`${namespace}/${name}`, entries);
      return Promise.resolve();
    },
    closeCluster: () => Promise.resolve(),
  };
}

function inApiServer(
  kubeconfig: string,
  tools: Pick<Adapters, "clock" | "log" | "register" | "starts">,
): ClusterPorts {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const client = new CountingClient(kubeConfig);
  const events = new ApiEvents(client, tools);
  return {
    requests: client,
    store: storeOf(client),
    secrets: new ApiSecrets(client, tools.register),
    joinInfo: new ApiJoinInfo(client, kubeConfig),
    tokens: new ApiBootstrapTokens(client, tools.register),
    events,
    leases: new ApiServerLeases({ ...tools, client, identity: systemIdentity() }),
    putSecret: async (namespace, name, stringData) => {
      await client.request({
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/secrets`,
        body: { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData },
      });
    },
    closeCluster: async () => {
      await events.close();
      await client.close();
    },
  };
}

function storeOf(client: ApiClient): Store {
  return {
    servers: new ApiObjects(client, { kind: "Server", plural: "servers" }),
    profiles: new ApiObjects(client, {
      kind: "ProvisioningProfile",
      plural: "provisioningprofiles",
    }),
    operations: new ApiObjects(client, { kind: "Operation", plural: "operations" }),
    routers: new ApiObjects(client, { kind: "Router", plural: "routers" }),
  };
}
