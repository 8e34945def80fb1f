import type { Manifest } from "../world/cluster";

/** What is somebody else's on a server, before a membership and after it. */
export const SITE = [
  "/etc/cni/net.d/zz-podman-bridge.conflist",
  "/etc/kubernetes/site.conf",
  "/var/lib/cni/networks/podman/10.88.0.2",
  "/var/lib/etcd/data",
  "disabled",
  "inactive",
  ...["iptables", "ip6tables"].flatMap(program => [
    `${program} -A INPUT -j SITE`,
    `${program} -A SITE -m comment --comment "not KUBE- at all" -j ACCEPT`,
    `${program} :SITE -`,
  ]),
  "link br-site",
  "link eth0",
  "link lo",
  "link lxcbr0",
  "mount /srv/site",
  "namespace site",
  "route 10.99.2.0/24",
  "table inet site",
].sort();

/** Somebody else's Node that has the server's name. */
export const FOREIGN: Manifest = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "server-2" },
  status: {
    nodeInfo: { machineID: "f".repeat(32), bootID: "b", kubeletVersion: "v1.34.4" },
    addresses: [{ type: "InternalIP", address: "10.50.1.240" }],
  },
};
