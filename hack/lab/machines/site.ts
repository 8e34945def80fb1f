import { REGISTRY_NAME } from "../images/registry";
import type { ClusterFacts } from "../scenario";
import { CONTROL_PLANE_ADDRESS, hostnameOf, type Machine, networkOf, PORTS } from "../topology";

/** Registries of the outer world that the lab's own registry stands in for. */
const MIRRORED_REGISTRIES = {
  "registry.k8s.io": "https://registry.k8s.io",
  "docker.io": "https://registry-1.docker.io",
  [REGISTRY_NAME]: `http://${CONTROL_PLANE_ADDRESS}:${PORTS.registry}`,
} as const;

/** What makes one machine out of the base image: files by path. */
export function siteFiles(
  machine: Machine,
  { publicName }: Pick<ClusterFacts, "publicName">,
): ReadonlyMap<string, string> {
  const hostname = hostnameOf(machine);
  return new Map([
    ["etc/hostname", `${hostname}\n`],
    ["etc/hosts", hostsFile(hostname, publicName)],
    ["etc/systemd/network/10-eth0.network", networkFile(machine)],
    ...(machine.role === "router" ? [] : registryMirrors()),
  ]);
}

/** Stands for the public DNS, too. */
function hostsFile(hostname: string, publicName: string | undefined): string {
  const lines = ["127.0.0.1 localhost", `127.0.1.1 ${hostname}`];
  if (publicName !== undefined) {
    lines.push(`${CONTROL_PLANE_ADDRESS} ${publicName}`);
  }
  return `${lines.join("\n")}\n`;
}

function networkFile(machine: Machine): string {
  const extra = machine.tailscaleAddress;
  const network = networkOf(machine);
  return [
    "[Match]",
    "Name=eth0",
    "",
    "[Network]",
    `Address=${machine.address}/${network.prefixLength}`,
    ...(extra === undefined ? [] : [`Address=${extra}/32`]),
    `Gateway=${network.gateway}`,
    "LinkLocalAddressing=no",
    "IPv6AcceptRA=no",
    "",
  ].join("\n");
}

/** An air-gapped site's own configuration: images come from its mirror. */
function registryMirrors(): readonly [string, string][] {
  return Object.entries(MIRRORED_REGISTRIES).map(([registry, server]) => [
    `etc/containerd/certs.d/${registry}/hosts.toml`,
    [
      `server = "${server}"`,
      "",
      `[host."http://${CONTROL_PLANE_ADDRESS}:${PORTS.registry}"]`,
      '  capabilities = ["pull", "resolve"]',
      "",
    ].join("\n"),
  ]);
}
