import { stringify } from "yaml";
import { PROVIDER_ID_SCHEME, SERVER_LABEL } from "../api/names";
import { CRI_SOCKET } from "../defaults";
import { parseVersion } from "../domain/version";
import type { RepaveSpec } from "./run-spec";

/** First minor whose kubeadm reads v1beta4. Source: kubeadm 1.31 release notes. */
const FIRST_V1BETA4_MINOR = 31;

/** `kubeadm join` configuration. It holds the token, so it is a secret. */
export function joinConfiguration(run: RepaveSpec, discoveryPath: string): string {
  const minor = parseVersion(run.kubernetesVersion)?.minor ?? 0;
  const isV1Beta4 = minor >= FIRST_V1BETA4_MINOR;
  const args = kubeletArguments(run);
  return yaml({
    apiVersion: `kubeadm.k8s.io/${isV1Beta4 ? "v1beta4" : "v1beta3"}`,
    kind: "JoinConfiguration",
    discovery: {
      file: { kubeConfigPath: discoveryPath },
      tlsBootstrapToken: run.token.reveal(),
    },
    nodeRegistration: {
      name: run.server.name,
      criSocket: CRI_SOCKET,
      ignorePreflightErrors: run.ignorePreflightErrors,
      kubeletExtraArgs: isV1Beta4
        ? Object.entries(args).map(([name, value]) => ({ name, value }))
        : args,
    },
  });
}

/**
 * A kubeconfig with nothing but the cluster: kubeadm takes its URL and CA as they are.
 *
 * One cluster named "", no contexts, no users. Source: kubeadm, "file or HTTPS-based discovery".
 */
export function discoveryFile({ apiServer, cluster }: RepaveSpec): string {
  return yaml({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "",
        cluster: {
          server: apiServer,
          "certificate-authority-data": Buffer.from(cluster.caBundle).toString("base64"),
        },
      },
    ],
    contexts: null,
    users: null,
  });
}

/** YAML 1.1, as kubeadm reads it: there a Server named "no" has to be quoted. */
function yaml(document: object): string {
  return stringify(document, { version: "1.1" });
}

function kubeletArguments({ server }: RepaveSpec): Record<string, string> {
  return {
    "node-ip": server.ipv4,
    "node-labels": `${SERVER_LABEL}=${server.name}`,
    // A cloud's own ID names a real VM and is set where that is known; it is never composed here.
    ...(server.provider === "azure"
      ? {}
      : { "provider-id": `${PROVIDER_ID_SCHEME}://${server.namespace}/${server.name}` }),
  };
}
