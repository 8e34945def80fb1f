import { aHostKey } from "../fakes/samples";
import { HOSTILE, NO_TEXT } from "./hostile";
import { NAMES, NO_NAMES } from "./names";
import { NO_LOGIN_NAMES } from "./provisioning-profile";
import { ADMITTED, each, refused, router, type Row } from "./row";
import { HOSTS, NO_HOST, NO_IPV4 } from "./server-addresses";
import { NO_HOST_KEYS } from "./server-host-keys";

const WRONG_TYPE = refused("must be of type string");

/** What is no IPv4 subnet, and is taken for one most easily. */
const NO_SUBNETS = [
  "",
  "10.50.1.0",
  "10.50.1.5/24",
  "10.50.1.0/33",
  "10.50.1.0/-1",
  "10.50.1.0/024",
  "10.50.1.0/24 ",
  " 10.50.1.0/24",
  "10.50.1.0/24\n",
  "10.50.1/24",
  "10.50.1.0/255.255.255.0",
  "10.50.1.0-10.50.1.255",
  "10.50.1.0/24/8",
  "010.50.1.0/24",
  "１０.50.1.0/24",
  "0.0.0.0/0",
  "::/0",
  "fd00::/8",
  "::ffff:10.50.1.0/120",
  "10.50.1.0/24;id",
  "dc-1",
];

const SUBNETS: readonly Row[] = [
  ...each(
    router,
    "subnetCIDRs",
    [
      ["10.50.1.0/24"],
      ["10.50.1.0/25", "10.50.1.128/25"],
      ["192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12"],
      ["10.50.1.7/32"],
      ["100.0.0.0/10", "100.128.0.0/9"],
      undefined,
      null,
    ],
    ADMITTED,
  ),
  ...NO_SUBNETS.flatMap(subnet =>
    each(router, "subnetCIDRs", [[subnet]], refused("is not an IPv4 subnet; write its first")),
  ),
  ...each(
    router,
    "subnetCIDRs",
    [["100.64.0.0/10"], ["100.64.0.0/16"], ["100.127.255.255/32"], ["100.0.0.0/8"]],
    refused("overlaps 100.64.0.0/10, the addresses of the tailnet"),
  ),
  ...each(
    router,
    "subnetCIDRs",
    [
      ["10.50.1.0/24", "10.50.0.0/16"],
      ["10.50.0.0/16", "10.50.1.0/24"],
      ["10.0.0.0/8", "192.168.0.0/16", "10.50.1.5/32"],
    ],
    refused("name each address once"),
  ),
  ...each(
    router,
    "subnetCIDRs",
    [
      [],
      "10.50.1.0/24",
      {},
      ["10.50.1.0/24", "10.50.1.0/24"],
      Array.from({ length: 17 }, (_, index) => `10.50.${index}.0/24`),
      ...NO_TEXT.map(value => [value]),
    ],
    refused(),
  ),
];

/** What only the other objects tell. */
const BY_OTHERS: readonly Row[] = [
  {
    name: "an address that another Router has",
    manifest: router({}),
    given: [{ ...router({}), metadata: { name: "other" } }],
    verdict: "refusedByAdmission",
    reconciled: "DuplicateAddress",
    field: "spec.tailscaleIP",
  },
  {
    name: "an address where platforms answer",
    manifest: router({ tailscaleIP: "100.100.100.100" }),
    verdict: "refusedByAdmission",
    reconciled: "AddressReserved",
    field: "spec.tailscaleIP",
  },
  {
    name: "a subnet that another Router has",
    manifest: router({ subnetCIDRs: ["10.60.1.0/24"] }),
    given: [
      {
        ...router({ tailscaleIP: "100.64.0.2", subnetCIDRs: ["10.60.0.0/16"] }),
        metadata: { name: "other" },
      },
    ],
    verdict: "refusedByAdmission",
    reconciled: "SubnetOverlap",
    field: "spec.subnetCIDRs[0]",
  },
  {
    name: "a subnet of pods",
    manifest: router({ subnetCIDRs: ["10.244.0.0/14"] }),
    verdict: "refusedByAdmission",
    reconciled: "SubnetOverlap",
    field: "spec.subnetCIDRs[0]",
  },
];

/** Cases about Routers. */
export const ROUTERS: readonly Row[] = [
  ...BY_OTHERS,
  ...each(router, "tailscaleIP", HOSTS, ADMITTED),
  ...each(router, "tailscaleIP", [...NO_IPV4, ...HOSTILE], refused("names are not looked up")),
  ...each(router, "tailscaleIP", NO_HOST, refused("name the router's own address")),
  ...each(router, "tailscaleIP", NO_TEXT, WRONG_TYPE),
  ...each(router, "tailscaleIP", [undefined, null, "1".repeat(65)], refused()),
  ...SUBNETS,
  ...each(router, "sshCredentialsSecretRef", [...NAMES, undefined, null], ADMITTED),
  ...each(
    router,
    "sshCredentialsSecretRef",
    [...NO_NAMES, ...HOSTILE],
    refused("is not the name of a Secret; use lower-case"),
  ),
  ...each(router, "sshCredentialsSecretRef", NO_TEXT, WRONG_TYPE),
  ...each(router, "adminUsername", ["azureuser", "_a", undefined, null], ADMITTED),
  ...each(
    router,
    "adminUsername",
    [...NO_LOGIN_NAMES, ...HOSTILE],
    refused("is not a login name; use at most 32"),
  ),
  ...each(router, "hostKeys", [[aHostKey().publicKey], [aHostKey().fingerprint], null], ADMITTED),
  ...[...NO_HOST_KEYS, ...HOSTILE].flatMap(key =>
    each(router, "hostKeys", [[key]], refused("is not a host key; paste a line of")),
  ),
  ...each(router, "hostKeys", [[], {}, "x", 1], refused()),
  ...each(router, "sshPort", [1, 22, 65_535, undefined, null], ADMITTED),
  ...each(router, "sshPort", [0, -1, 65_536, 22.5, "22", true], refused()),
];
