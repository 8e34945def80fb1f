import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import type { Archive } from "../../lib/bootstrap/archive";
import type { RepaveSpec, ResetSpec } from "../../lib/bootstrap/run-spec";
import { Secret } from "../../lib/domain/secret";
import { OPERATION_UID } from "./samples";

/** Join token of the sample run. */
export const TOKEN = "abc123.0123456789abcdef";

/** Certificate bundle of the sample cluster; only its shape is real. */
export const CA_BUNDLE =
  "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n";

/** Everything that a run of the sample server needs. */
export function aRunSpec(rest: Partial<RepaveSpec> = {}): RepaveSpec {
  return {
    kind: "repave",
    openGates: [],
    operationUid: OPERATION_UID,
    server: {
      uid: "server-uid",
      namespace: "dc1",
      name: "w1",
      ipv4: "10.50.1.5",
      provider: "baremetal",
    },
    kubernetesVersion: "1.34",
    repositories: [
      {
        url: "https://pkgs.k8s.io/core:/stable:/v1.34/deb/",
        key: undefined,
        fingerprint: "DE15B14486CD377B9E876E1A234654DA9A296436",
      },
    ],
    cni: "cluster",
    wasLetGo: false,
    ignorePreflightErrors: [],
    apiServer: "https://100.64.0.1:6443",
    cluster: { caBundle: CA_BUNDLE, podSubnet: "10.244.0.0/16", cgroupDriver: "systemd" },
    token: new Secret(TOKEN),
    nowSeconds: 1_772_366_400,
    runSeconds: 900,
    ...rest,
  };
}

/** A reset of the sample server. */
export function aResetSpec(): ResetSpec {
  return {
    kind: "reset",
    operationUid: OPERATION_UID,
    openGates: [],
    runSeconds: 900,
    server: { namespace: "dc1", name: "w1" },
  };
}

/** Files of an archive, by path, in their order. */
export async function filesIn({ bytes }: Archive): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = extract();
  entries.end(bytes);
  for await (const entry of entries) {
    files.set(entry.header.name, await text(entry));
  }
  return files;
}
