import { type Manifest, type Row, server } from "./row";

const NODE = { nodeName: "s", mac: "60:45:bd:5c:3f:6f" };
const MAC = "60:45:bd:5c:3f:6f";
const OTHER_MAC = "60:45:bd:5c:3f:70";

function withNode(spec: Readonly<Record<string, unknown>>): Manifest {
  return { ...server(spec), status: NODE };
}

/** The Server was like this, and is to become like that. */
function change(
  name: string,
  before: Manifest,
  spec: Readonly<Record<string, unknown>>,
  end: Pick<Row, "field" | "says"> = {},
): Row {
  const verdict = end.field === undefined ? "admitted" : "refusedBySchema";
  return { name, before, manifest: server(spec), verdict, ...end };
}

const FIXED = "cannot be changed while the server is Node s";

/** Changes of what tells a server from others. */
export const SERVER_UPDATES: readonly Row[] = [
  change("another address before there is a Node", server({}), { ipv4: "10.50.1.6" }),
  change("another provider before there is a Node", server({}), { provider: "azure" }),
  change("another MAC before there is a Node", server({ mac: MAC }), { mac: OTHER_MAC }),
  change(
    "another address of a Node",
    withNode({}),
    { ipv4: "10.50.1.6" },
    {
      field: "spec.ipv4",
      says: `${FIXED}: another address is another server; delete that Node first, or create another Server`,
    },
  ),
  change(
    "another provider of a Node",
    withNode({ provider: "qemu" }),
    { provider: "azure" },
    {
      field: "spec.provider",
      says: `${FIXED}, whose provider ID follows from it; delete that Node first, then repave`,
    },
  ),
  change(
    "no provider any more, which means another one",
    withNode({ provider: "qemu" }),
    {},
    {
      field: "spec.provider",
      says: FIXED,
    },
  ),
  change("the default provider, in full", withNode({}), { provider: "baremetal" }),
  change(
    "another MAC of a Node",
    withNode({ mac: MAC }),
    { mac: OTHER_MAC },
    {
      field: "spec.mac",
      says: `${FIXED}: another MAC address is another server; delete that Node first, or create another Server`,
    },
  ),
  change(
    "no MAC of a Node any more",
    withNode({ mac: MAC }),
    {},
    {
      field: "spec.mac",
      says: FIXED,
    },
  ),
  change("the MAC that was found, in full", withNode({}), { mac: MAC }),
  change(
    "a MAC that was not found",
    withNode({}),
    { mac: OTHER_MAC },
    {
      field: "spec.mac",
      says: `is not the MAC address that was found on the server of Node s, ${MAC}; set that one, or leave mac out`,
    },
  ),
  change("a router's new Tailscale IP", withNode({ routerIP: "100.64.0.9" }), {
    routerIP: "100.65.32.1",
  }),
  change("a Node's first router", withNode({}), { routerIP: "100.65.32.1" }),
  change("a Node's server that is paused", withNode({}), { paused: true }),
  change("a Node's server that is to have another profile", withNode({}), {
    provisioningProfile: "p2",
  }),
  change("a Node's server whose sshd moves", withNode({}), { sshPort: 2222 }),
  change(
    "an address that becomes wrong",
    server({}),
    { ipv4: "10.50.1" },
    {
      field: "spec.ipv4",
      says: "is not an IPv4 address",
    },
  ),
];
