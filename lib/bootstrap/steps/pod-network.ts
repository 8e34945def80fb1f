import { DEFAULT_ROUTE } from "../../defaults";
import type { NodeSpec } from "../run-spec";
import { scripts } from "../scripts.generated";
import { step, type Step } from "../step";

/** What kubectl's go-template puts the Node's own podCIDR in place of. */
const POD_CIDR = "{{.spec.podCIDR}}";

/** Name of the bridge and of the CNI network. */
const NETWORK = "stargate-bridge";

/** A bridge with addresses of the Node's podCIDR, which is known only after the Node registered. */
export function podNetwork({ server, cluster }: NodeSpec): Step {
  return step("pod-network", {
    parameters: { NODE_NAME: server.name },
    files: {
      "bridge.conflist.tmpl": `${JSON.stringify(conflist(), undefined, 2)}\n`,
      "pod-egress.nft.tmpl": egressRules(cluster.podSubnet ?? POD_CIDR),
      "stargate-pod-egress.service": scripts["stargate-pod-egress.service"],
    },
    applySeconds: 180,
    dependsOn: ["join"],
  });
}

/** Source: containernetworking plugins, bridge, host-local and portmap. */
function conflist(): object {
  return {
    cniVersion: "1.0.0",
    name: NETWORK,
    plugins: [
      {
        type: "bridge",
        bridge: "cni0",
        isGateway: true,
        // A Node that registers again may get another podCIDR, while the bridge has its address until the next boot.
        forceAddress: true,
        hairpinMode: true,
        ipMasq: false,
        ipam: {
          type: "host-local",
          // Leases die with the pods' network namespaces: at boot.
          dataDir: "/run/cni/networks",
          ranges: [[{ subnet: POD_CIDR }]],
          routes: [{ dst: DEFAULT_ROUTE }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  };
}

/** Pods keep their address inside the cluster and take the node's towards everything else. */
function egressRules(clusterPodNetwork: string): string {
  return [
    "# Written by Stargate.",
    "table ip stargate_pod_egress {}",
    "delete table ip stargate_pod_egress",
    "table ip stargate_pod_egress {",
    "  chain postrouting {",
    "    type nat hook postrouting priority srcnat; policy accept;",
    `    ip saddr ${POD_CIDR} ip daddr != ${clusterPodNetwork} masquerade`,
    "  }",
    "}",
    "",
  ].join("\n");
}
