import { KubeConfig } from "@kubernetes/client-node";
import { ApiBootstrapTokens } from "../adapters/kubernetes/bootstrap-tokens";
import { ApiCertificateRequests } from "../adapters/kubernetes/certificate-requests";
import { ApiClient } from "../adapters/kubernetes/client";
import { ApiCordons } from "../adapters/kubernetes/cordons";
import { ApiEvents } from "../adapters/kubernetes/events";
import { ApiForgottenMachines } from "../adapters/kubernetes/forgotten-machines";
import { ApiJoinInfo } from "../adapters/kubernetes/join-info";
import { ApiNodes } from "../adapters/kubernetes/nodes";
import { ApiObjects } from "../adapters/kubernetes/objects";
import { ApiPods } from "../adapters/kubernetes/pods";
import { ApiSecrets } from "../adapters/kubernetes/secrets";
import { fingerprintOf } from "../adapters/ssh/fingerprint";
import { SshRemoteHosts } from "../adapters/ssh/remote-hosts";
import { systemClock } from "../adapters/system-clock";
import { systemIdentity } from "../adapters/system-identity";
import { renderBundle } from "../bootstrap/bundle";
import { scripts } from "../bootstrap/scripts.generated";
import type { CertificateRequests } from "../ports/certificate-requests";
import type { LeaderElection } from "../ports/leader-election";
import type { Store } from "../ports/objects";
import type { OperationPorts } from "../reconcilers/operation/ports";
import { LiveCancellations } from "./cancellations";
import type { Environment } from "./environment";
import { JudgedVersions } from "./judged-versions";
import { LiveSurroundings } from "./live-surroundings";
import { createLog } from "./log";
import { PrometheusMetrics } from "./metrics";
import { OperationIndex } from "./operation-index";
import { createRights } from "./rights";
import { LiveRunStarts } from "./run-starts";
import { RecentSecrets } from "./secret-register";
import { ServerIndex } from "./server-index";
import { ConfigMapSettings } from "./settings-source";
import { surroundingsSources } from "./surroundings-sources";

/** Every port, with the real world behind it. */
export interface Adapters extends Omit<OperationPorts, "slots" | "wake"> {
  readonly certificateRequests: CertificateRequests;
  readonly election: LeaderElection;
  readonly metrics: PrometheusMetrics;
  readonly serverOperations: OperationIndex;
  readonly serverRivals: ServerIndex;
  readonly judged: JudgedVersions;
  /** Begins to follow what runs without being asked, until `close`. */
  follow(): void;
  /** Whether everything that is followed was listed. */
  isSynced(): boolean;
  /** The process is about to end: what can wait does so no longer. */
  hurry(): void;
  /** Closes every connection. */
  close(): Promise<void>;
}

/** Builds the adapters. Nothing is contacted yet. */
export function createAdapters(environment: Environment): Adapters {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  const clock = systemClock;
  const register = new RecentSecrets();
  const log = createLog(environment.logLevel, register, process.stdout);
  const client = new ApiClient(kubeConfig);
  const { close: unfollow, ...followed } = followedSurroundings(kubeConfig, { clock, log });
  const starts = new LiveRunStarts(clock);
  const events = new ApiEvents(client, { clock, log, register, starts });
  const metrics = new PrometheusMetrics();
  const remoteHosts = new SshRemoteHosts({ rootShell: scripts["root-shell"], clock, metrics });
  const store = storeOf(client);
  const tools = { clock, log, identity: systemIdentity() };
  const { close: closeRights, ...rights } = createRights(kubeConfig, tools, environment);
  return {
    clock,
    register,
    log,
    events,
    starts,
    remoteHosts,
    store,
    serverOperations: new OperationIndex(store.operations),
    serverRivals: new ServerIndex(store.servers, { clock }),
    judged: new JudgedVersions(),
    ...followed,
    nodes: new ApiNodes(client),
    cordons: new ApiCordons(client),
    pods: new ApiPods(client),
    forgotten: new ApiForgottenMachines(client, clock),
    secrets: new ApiSecrets(client, register),
    settings: new ConfigMapSettings(environment.settings, { client, clock, events, log }),
    joinInfo: new ApiJoinInfo(client, kubeConfig),
    tokens: new ApiBootstrapTokens(client, register),
    ...rights,
    cancellations: new LiveCancellations(),
    metrics,
    fingerprintOf,
    renderBundle,
    certificateRequests: new ApiCertificateRequests(client),
    hurry: () => events.hurry(),
    close: async () => {
      await unfollow();
      await remoteHosts.close();
      await events.close();
      await Promise.all([client.close(), closeRights()]);
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

/** What hosts have to fit into. Its watches keep their connections, and those of the other client are counted. */
function followedSurroundings(
  kubeConfig: KubeConfig,
  tools: Pick<Adapters, "clock" | "log">,
): Pick<Adapters, "surroundings" | "follow" | "isSynced" | "close"> {
  const client = new ApiClient(kubeConfig);
  const stop = new AbortController();
  const surroundings = new LiveSurroundings(surroundingsSources(client, tools));
  return {
    surroundings,
    isSynced: () => surroundings.isSynced,
    follow: () => {
      void surroundings.start(stop.signal);
    },
    close: async () => {
      stop.abort();
      await client.close();
    },
  };
}
