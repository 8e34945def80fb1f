import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import { Cluster } from "../e2e/world/cluster";
import { lab, labStatus } from "../e2e/world/lab";

const TOKENS = "/api/v1/namespaces/pepr-system/serviceaccounts/pepr-stargate/token";

const TOKEN_SECONDS = 3600;

/** The lab's API server, with everything of the module but a watcher that would act, too. */
export interface LabApi {
  /** What the module's own ServiceAccount may do, and no more: an adapter that needs more fails here. */
  readonly module: ApiClient;
  /** The module's kubeconfig. */
  readonly kubeConfig: KubeConfig;
  /** Everything, for what the test itself puts there and looks at. */
  readonly admin: ApiClient;
  readonly cluster: Cluster;
  /** The module, by another way to the API server. */
  through(server: string): ApiClient;
  /** Somebody with this token. */
  withToken(token: string): ApiClient;
  /** Closes every connection that was made here. */
  close(): Promise<void>;
}

/** The administrator's kubeconfig, once the lab is as a test file wants it. */
let prepared: string | undefined;

/** Brings up what is missing of the lab, with the manifests as they are built now; once for a test file. */
function prepare(): string {
  lab("up");
  lab("module", "start", "admission");
  lab("module", "stop", "watcher");
  return labStatus().kubeconfig;
}

/** Opens the lab's API server to a suite. */
export async function openLab(): Promise<LabApi> {
  prepared ??= prepare();
  const kubeconfig = prepared;
  const adminConfig = new KubeConfig();
  adminConfig.loadFromFile(kubeconfig);
  const admin = new ApiClient(adminConfig);
  const cluster = new Cluster(kubeconfig);
  const kubeConfig = configWith(adminConfig, await tokenOfModule(admin));
  const clients = [admin];
  const open = (config: KubeConfig): ApiClient => {
    const client = new ApiClient(config);
    clients.push(client);
    return client;
  };
  return {
    module: open(kubeConfig),
    kubeConfig,
    admin,
    cluster,
    through: server => {
      const token = kubeConfig.getCurrentUser()?.token ?? "";
      return open(configWith(kubeConfig, token, server));
    },
    withToken: token => open(configWith(adminConfig, token)),
    close: async () => {
      await Promise.all([cluster.close(), ...clients.map(client => client.close())]);
    },
  };
}

/** Makes the namespace anew and empty. */
export async function makeNamespace({ cluster }: LabApi, name: string): Promise<void> {
  await cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

function configWith(like: KubeConfig, token: string, server?: string): KubeConfig {
  const cluster = like.getCurrentCluster();
  if (cluster === null) {
    throw new Error("the lab's kubeconfig names no cluster");
  }
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { ...cluster, server: server ?? cluster.server },
    { name: "test", token },
  );
  return config;
}

async function tokenOfModule(admin: ApiClient): Promise<string> {
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: TOKEN_SECONDS },
  };
  const answer = await admin.request({ method: "POST", path: TOKENS, body });
  return (answer as { status: { token: string } }).status.token;
}
