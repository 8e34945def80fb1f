import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { readAssets } from "./assets";
import type { Lab } from "./lab";
import { privateKeyPath, SSH_USERNAME } from "./machines/ssh";
import { CONTROL_PLANE_ADDRESS, type Machine, PORTS } from "./topology";
import { readMachines } from "./topology-record";

/** Namespace of the lab's datacenter. */
export const INVENTORY_NAMESPACE = "dc-1";

/** Name of the profile that fits the lab's machines. */
const INVENTORY_PROFILE = "lab";

const API_VERSION = "stargate.io/v1alpha1";
const PACKAGES = `http://${CONTROL_PLANE_ADDRESS}:${PORTS.packages}`;

/** What a user of this lab would write: settings, credentials, router, profile and one Server for each machine. */
export function inventoryOf(lab: Lab): readonly object[] {
  const machines = readMachines(lab);
  const newest = readAssets(lab).versions[0] ?? "";
  return [
    settings(),
    { apiVersion: "v1", kind: "Namespace", metadata: { name: INVENTORY_NAMESPACE } },
    mayReadSecrets(),
    credentials(lab, "server-ssh", "server"),
    credentials(lab, "router-ssh", "router"),
    profile(lab, newest.split(".").slice(0, 2).join(".")),
    ...machines.filter(({ role }) => role === "router").map(router),
    ...machines
      .filter(({ role }) => role === "server")
      .map(machine => server(machine, routerAddress(machines))),
  ];
}

/** The inventory as YAML, for `kubectl apply --server-side -f -`. */
export function formatInventory(lab: Lab): string {
  return inventoryOf(lab)
    .map(object => stringify(object))
    .join("---\n");
}

function settings(): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "stargate-config", namespace: "pepr-system" },
    data: { "control-plane-mode": "self-hosted", "control-plane-ip": CONTROL_PLANE_ADDRESS },
  };
}

function mayReadSecrets(): object {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: metadata("stargate-inventory"),
    roleRef: {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "ClusterRole",
      name: "stargate-inventory",
    },
    subjects: [{ kind: "ServiceAccount", name: "pepr-stargate", namespace: "pepr-system" }],
  };
}

function credentials(lab: Lab, name: string, role: Machine["role"]): object {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: metadata(name),
    stringData: {
      username: SSH_USERNAME,
      privateKey: readFileSync(privateKeyPath(lab, role), "utf8"),
    },
  };
}

function profile(lab: Lab, kubernetesVersion: string): object {
  const { fingerprint } = readAssets(lab);
  return {
    apiVersion: API_VERSION,
    kind: "ProvisioningProfile",
    metadata: metadata(INVENTORY_PROFILE),
    spec: {
      kubernetesVersion,
      sshCredentialsSecretRef: "server-ssh",
      cni: "bridge",
      repositories: [
        { url: `${PACKAGES}/core:/stable:/v{minor}/deb/`, fingerprint },
        { url: `${PACKAGES}/runtime/`, fingerprint },
      ],
    },
  };
}

function router({ name, tailscaleAddress = "" }: Machine): object {
  return {
    apiVersion: API_VERSION,
    kind: "Router",
    metadata: metadata(name),
    spec: { tailscaleIP: tailscaleAddress, sshCredentialsSecretRef: "router-ssh" },
  };
}

function server({ name, address, mac }: Machine, routerIP: string): object {
  return {
    apiVersion: API_VERSION,
    kind: "Server",
    metadata: metadata(name),
    spec: { mac, ipv4: address, routerIP, provisioningProfile: INVENTORY_PROFILE },
  };
}

function routerAddress(machines: readonly Machine[]): string {
  return machines.flatMap(({ tailscaleAddress }) => tailscaleAddress ?? [])[0] ?? "";
}

function metadata(name: string): object {
  return { name, namespace: INVENTORY_NAMESPACE };
}
