import type { Scenario } from "./scenario";

/** A subnet of the simulated cloud network: its gateway address is answered by the fabric itself. */
export interface Subnet {
  readonly prefix: string;
  readonly prefixLength: number;
  readonly gateway: string;
  /** The fabric's routing table for packets that enter from this subnet. */
  readonly table: number;
}

/** What a NIC has to know of the network that it is plugged into. */
type Network = Pick<Subnet, "prefixLength" | "gateway">;

/** What a lab consists of. */
export interface Topology {
  /** Which kind of cluster it has; never changed once it is there. */
  readonly scenario: Scenario;
  /** How many servers stand in the datacenter. */
  readonly servers: number;
  /** Whether the cluster has a node of its own, for the module's pods. */
  readonly inCluster: boolean;
}

/** What a machine is for; `management` and `cluster` are Nodes that the cluster has by itself. */
export type Role = "router" | "server" | "management" | "cluster";

/** One systemd-nspawn machine and its NIC. */
export interface Machine {
  /** Short: it names the machine's port, too. */
  readonly name: string;
  readonly role: Role;
  /** What the machine calls itself, where that is not its name. */
  readonly hostname?: string;
  readonly address: string;
  readonly mac: string;
  /** Stands for the address that a tailnet would give the router. */
  readonly tailscaleAddress?: string;
}

/** The datacenter. */
export const DATACENTER: Subnet = {
  prefix: "10.50.1.0/24",
  prefixLength: 24,
  gateway: "10.50.1.1",
  table: 101,
};

/** The subnet of a managed cluster's own nodes. */
export const CLUSTER_SUBNET: Subnet = {
  prefix: "10.224.0.0/16",
  prefixLength: 16,
  gateway: "10.224.0.1",
  table: 102,
};

/** All subnets of the simulated cloud network. */
export const SUBNETS = [DATACENTER, CLUSTER_SUBNET] as const;

/** The side of the world where the control plane, the package server and the image registry live. */
export const INTERNET_GATEWAY = "198.51.100.1";

const INTERNET: Network = { prefixLength: 24, gateway: INTERNET_GATEWAY };

/** The control plane's address; machines reach it through the fabric, masqueraded. */
export const CONTROL_PLANE_ADDRESS = "198.51.100.10";

/** Ports of the control-plane namespace. */
export const PORTS = {
  packages: 8080,
  konnectivity: 8132,
  registry: 5000,
  admission: 3000,
  watcher: 3001,
  "watcher-2": 3002,
  "watcher-metrics": 8081,
  "watcher-2-metrics": 8082,
  "admission-metrics": 8083,
} as const;

/** A lab that was not told otherwise. */
export const DEFAULT_TOPOLOGY: Topology = { scenario: "mx", servers: 2, inCluster: false };

/** .1 is the gateway, .4 the router, servers follow up to the broadcast address. */
const FIRST_SERVER_HOST = 5;

/** Most servers that fit the datacenter's subnet. */
export const MAX_SERVERS = 254 - FIRST_SERVER_HOST + 1;

const ROUTER: Machine = {
  name: "router",
  role: "router",
  address: "10.50.1.4",
  mac: macOf(4),
  tailscaleAddress: "100.64.0.10",
};

/** The node that the cluster has by itself: it stands beside the control plane, and Stargate knows nothing of it. */
const MANAGEMENT_NODE: Machine = {
  name: "mx-1",
  role: "management",
  address: "198.51.100.20",
  mac: "02:00:c6:33:64:14",
};

/** As Azure names them: pool, a number of the cluster, scale set, index. */
export const SCALE_SET = "aks-nodepool1-41954725-vmss";

/** The nodes of a managed cluster: its provider made them, and Stargate does not touch them. */
const CLUSTER_NODES: readonly Machine[] = [0, 1].map(index => ({
  name: `aks-${index + 1}`,
  role: "cluster",
  hostname: `${SCALE_SET}00000${index}`,
  address: `10.224.0.${4 + index}`,
  mac: `02:00:0a:e0:00:0${4 + index}`,
}));

/** The machines of the scenario: one router and some servers behind it, and the cluster's own nodes. */
export function machinesOf({ scenario, servers, inCluster }: Topology): readonly Machine[] {
  return [
    ROUTER,
    ...Array.from({ length: servers }, (_, index) => server(index)),
    ...(scenario === "aks" ? CLUSTER_NODES : inCluster ? [MANAGEMENT_NODE] : []),
  ];
}

/** The subnet that the machine's NIC is plugged into; none on the control plane's side. */
export function subnetOf({ role }: Pick<Machine, "role">): Subnet | undefined {
  return { router: DATACENTER, server: DATACENTER, cluster: CLUSTER_SUBNET, management: undefined }[
    role
  ];
}

/** Whether the machine is a Node that the cluster has by itself. */
export function isOwnNode({ role }: Pick<Machine, "role">): boolean {
  return role === "management" || role === "cluster";
}

/** The network that the machine's NIC is plugged into. */
export function networkOf(machine: Machine): Network {
  return subnetOf(machine) ?? INTERNET;
}

/** What the machine calls itself, and its Node is called. */
export function hostnameOf({ hostname, name }: Machine): string {
  return hostname ?? name;
}

/** All addresses that a machine's NIC answers to. */
export function addressesOf(machine: Machine): readonly string[] {
  return machine.tailscaleAddress === undefined
    ? [machine.address]
    : [machine.address, machine.tailscaleAddress];
}

function server(index: number): Machine {
  const host = FIRST_SERVER_HOST + index;
  return {
    name: `server-${index + 1}`,
    role: "server",
    address: `10.50.1.${host}`,
    mac: macOf(host),
  };
}

/** Locally administered, and readable: the last four bytes are the address. */
function macOf(host: number): string {
  return `02:00:0a:32:01:${host.toString(16).padStart(2, "0")}`;
}
