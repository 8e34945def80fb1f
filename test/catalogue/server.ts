import { HOSTILE, NO_TEXT } from "./hostile";
import { NAMES, NO_NAMES } from "./names";
import { ADMITTED, each, type Manifest, profile, refused, router, type Row, server } from "./row";
import { SERVER_ADDRESSES } from "./server-addresses";
import { SERVER_HOST_KEYS } from "./server-host-keys";
import { SERVER_UPDATES } from "./server-updates";

const SIMPLE: readonly Row[] = [
  ...each(server, "provider", ["azure", "qemu", "baremetal", undefined, null], ADMITTED),
  ...each(
    server,
    "provider",
    ["Azure", "AZURE", "azure ", "", "aws", "azure; rm -rf /", ...HOSTILE],
    refused('"azure", "qemu", "baremetal"'),
  ),
  ...each(server, "provider", NO_TEXT, refused()),
  ...each(server, "sshPort", [1, 22, 2222, 65535, undefined, null], ADMITTED),
  ...each(server, "sshPort", [0, -1, -22], refused("should be greater than or equal to 1")),
  ...each(
    server,
    "sshPort",
    [65536, 99999, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER],
    refused("should be less than or equal to 65535"),
  ),
  ...each(
    server,
    "sshPort",
    ["22", "", 22.5, 1e-7, true, [], [22], {}],
    refused("of type integer"),
  ),
  ...each(server, "paused", [true, false, undefined, null], ADMITTED),
  ...each(server, "paused", ["true", "yes", "", 0, 1, [], {}], refused("of type boolean")),
  ...each(server, "provisioningProfile", [...NAMES, undefined, null], ADMITTED),
  ...each(
    server,
    "provisioningProfile",
    [...NO_NAMES, ...HOSTILE],
    refused("is not the name of a ProvisioningProfile; use lower-case letters"),
  ),
  ...each(server, "provisioningProfile", NO_TEXT, refused("must be of type string")),
  ...each(server, "provisioningProfile", ["a".repeat(254)], refused()),
];

/** Fields that are not there: the original's, other kinds', misspelt and attacking ones. */
const UNKNOWN = [
  "ipAddress",
  "ip",
  "IPv4",
  "ipV4",
  "routerIp",
  "router",
  "bmc",
  "inventory",
  "os",
  "status",
  "kubernetesVersion",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "a.b",
  "",
].map(
  (field): Row => ({
    name: `an unknown field ${JSON.stringify(field)}`,
    manifest: server({ [field]: "10.0.0.1" }),
    ...refused(field),
    field: "spec",
  }),
);

function named(name: string): Manifest {
  return server({}, name);
}

const NAMED: readonly Row[] = [
  ...["a", "0", "w1", "w.1", "rack-1.w1", "1.2.3.4", "a".repeat(63)].map(
    (name): Row => ({
      name: `a Server named ${name}`,
      manifest: named(name),
      verdict: "admitted",
    }),
  ),
  ...[64, 100, 253].map(
    (length): Row => ({
      name: `a Server's name of ${length} characters`,
      manifest: named("a".repeat(length)),
      ...refused("characters; the Node takes this name, so use at most 63"),
      field: "metadata.name",
    }),
  ),
  {
    name: "a Server with a generated name",
    manifest: { ...named(""), metadata: { generateName: "w-" } },
    verdict: "admitted",
  },
  {
    name: "a Server with a status, which is dropped",
    manifest: { ...named("s"), status: { state: "ready", os: "k8s-1.34", nodeName: "x" } },
    verdict: "admitted",
  },
  ...[undefined, null, [], "10.50.1.5", 5, true].map(
    (spec): Row => ({
      name: `a Server whose spec is ${JSON.stringify(spec)}`,
      manifest: { ...named("s"), spec },
      ...refused(),
      field: "spec",
    }),
  ),
  {
    name: "everything wrong at once",
    manifest: server({ ipv4: "x", routerIP: "y", mac: "z", provisioningProfile: "A" }),
    ...refused("is not a MAC address"),
    field: "spec.mac",
  },
];

/** What only the other objects tell. */
const BY_OTHERS: readonly Row[] = [
  {
    name: "a MAC address that another Server has",
    manifest: server({ mac: "60:45:bd:5c:3f:6f" }),
    given: [server({ ipv4: "10.50.1.6", mac: "60:45:bd:5c:3f:6f" }, "other")],
    verdict: "refusedByAdmission",
    reconciled: "DuplicateMac",
    field: "spec.mac",
  },
  {
    name: "an address that another Server behind the same router has",
    manifest: server({ routerIP: "100.64.0.9" }),
    given: [server({ routerIP: "100.64.0.9" }, "other")],
    verdict: "refusedByAdmission",
    reconciled: "DuplicateAddress",
    field: "spec.ipv4",
  },
  {
    name: "an address that a Server behind another router has",
    manifest: server({ routerIP: "100.64.0.9" }),
    given: [server({ routerIP: "100.64.0.10" }, "other")],
    verdict: "admitted",
  },
  {
    name: "an address outside every subnet of its router",
    manifest: server({ routerIP: "100.64.0.9" }),
    given: [router({ tailscaleIP: "100.64.0.9", subnetCIDRs: ["10.60.0.0/24"] })],
    verdict: "refusedByAdmission",
    reconciled: "AddressOutsideSubnets",
    field: "spec.ipv4",
  },
  {
    name: "a name that a Server of another namespace has",
    manifest: server({}),
    given: [
      { ...server({ ipv4: "10.50.1.6" }), metadata: { name: "s", namespace: "kube-public" } },
    ],
    verdict: "refusedByAdmission",
    reconciled: "DuplicateName",
    field: "metadata.name",
  },
  {
    name: "a name that a Node has which is not Stargate's",
    manifest: server({}, "aks-nodepool1-39590899-vmss000000"),
    given: [
      { apiVersion: "v1", kind: "Node", metadata: { name: "aks-nodepool1-39590899-vmss000000" } },
    ],
    verdict: "refusedByAdmission",
    reconciled: "NodeIdentityMismatch",
    field: "metadata.name",
  },
  ...[
    { name: "an address of a pod", spec: { ipv4: "10.244.7.7" }, field: "spec.ipv4" },
    { name: "an address of a Service", spec: { ipv4: "10.96.0.1" }, field: "spec.ipv4" },
    {
      name: "an address of the tailnet behind a router",
      spec: { ipv4: "100.64.7.7", routerIP: "100.64.0.9" },
      field: "spec.ipv4",
    },
    {
      name: "a router at an address where platforms answer",
      spec: { routerIP: "100.100.100.100" },
      field: "spec.routerIP",
    },
  ].map(
    ({ name, spec, field }): Row => ({
      ...{ name, field, manifest: server(spec) },
      verdict: "refusedByAdmission",
      reconciled: "AddressReserved",
    }),
  ),
  {
    name: "a profile that is not there yet",
    manifest: server({ provisioningProfile: "later" }),
    verdict: "admitted",
  },
  {
    name: "a profile that is there",
    manifest: server({ provisioningProfile: "p" }),
    given: [profile({})],
    verdict: "admitted",
  },
];

/** Every case about Servers. */
export const SERVERS: readonly Row[] = [
  ...SERVER_ADDRESSES,
  ...SERVER_HOST_KEYS,
  ...SIMPLE,
  ...UNKNOWN,
  ...NAMED,
  ...BY_OTHERS,
  ...SERVER_UPDATES,
];
