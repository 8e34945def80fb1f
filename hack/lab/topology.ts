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
  /** How many servers stand in the datacenter. */
  readonly servers: number;
  /** Whether the cluster has a node of its own, for the module's pods. */
  readonly inCluster: boolean;
}

/** One systemd-nspawn machine and its NIC. */
export interface Machine {
  readonly name: string;
  readonly role: "router" | "server" | "management";
  readonly address: string;
  readonly mac: string;
  /** Stands for the address that a tailnet would give the router. */
  readonly tailscaleAddress?: string;
}

/** The one datacenter of scenario `mx`. */
export const DATACENTER: Subnet = {
  prefix: "10.50.1.0/24",
  prefixLength: 24,
  gateway: "10.50.1.1",
  table: 101,
};

/** The side of the world where the control plane, the package server and the image registry live. */
export const INTERNET_GATEWAY = "198.51.100.1";

const INTERNET: Network = { prefixLength: 24, gateway: INTERNET_GATEWAY };

/** The control plane's address; machines reach it through the fabric, masqueraded. */
export const CONTROL_PLANE_ADDRESS = "198.51.100.10";

/** Ports of the control-plane namespace. */
export const PORTS = {
  apiServer: 6443,
  packages: 8080,
  registry: 5000,
  admission: 3000,
  watcher: 3001,
  "watcher-2": 3002,
  "watcher-metrics": 8081,
  "watcher-2-metrics": 8082,
  "admission-metrics": 8083,
} as const;

/** Pods get addresses from here: the controller manager gives each Node a /24. */
export const POD_CIDR = "10.244.0.0/16";

/** Services get addresses from here. */
export const SERVICE_CIDR = "10.96.0.0/12";

/** A lab that was not told otherwise. */
export const DEFAULT_TOPOLOGY: Topology = { servers: 2, inCluster: false };

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

/** The machines of scenario `mx`: one router and some servers behind it, and the cluster's own node. */
export function machinesOf({ servers, inCluster }: Topology): readonly Machine[] {
  return [
    ROUTER,
    ...Array.from({ length: servers }, (_, index) => server(index)),
    ...(inCluster ? [MANAGEMENT_NODE] : []),
  ];
}

/** Whether the machine stands in the datacenter, and not on the control plane's side. */
export function isInDatacenter({ role }: Machine): boolean {
  return role !== "management";
}

/** The network that the machine's NIC is plugged into. */
export function networkOf(machine: Machine): Network {
  return isInDatacenter(machine) ? DATACENTER : INTERNET;
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
