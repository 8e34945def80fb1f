import { type Machine, SCALE_SET } from "../topology";

/** What the cluster's nodes live in; the name has a location, which no formula should guess. */
const NODE_RESOURCE_GROUP = "MC_stargate-aks-lab_stargate-aks-lab_canadacentral";

const PROVIDER_ID = [
  "azure:///subscriptions/00000000-0000-0000-0000-000000000000",
  `resourceGroups/${NODE_RESOURCE_GROUP.toLowerCase()}`,
  "providers/Microsoft.Compute/virtualMachineScaleSets",
  SCALE_SET,
].join("/");

/** The node's place in its scale set. */
function indexOf({ hostname = "" }: Machine): number {
  return Number(hostname.slice(-6));
}

/** The block of pods' addresses that Azure gave the node. */
export function blockOf(machine: Machine): string {
  return `10.244.${indexOf(machine)}.0/24`;
}

/** The node's name in Azure. */
export function providerIdOf(machine: Machine): string {
  return `${PROVIDER_ID}/virtualMachines/${indexOf(machine)}`;
}

/** Labels by which AKS and its DaemonSets know their nodes. Source: what AKS gives a node of a system pool. */
export const NODE_LABELS: Readonly<Record<string, string>> = {
  agentpool: "nodepool1",
  "kubernetes.azure.com/agentpool": "nodepool1",
  "kubernetes.azure.com/cluster": NODE_RESOURCE_GROUP,
  "kubernetes.azure.com/ebpf-dataplane": "cilium",
  "kubernetes.azure.com/mode": "system",
  "kubernetes.azure.com/os-sku": "Ubuntu",
  "kubernetes.azure.com/role": "agent",
  "topology.kubernetes.io/region": "canadacentral",
};
