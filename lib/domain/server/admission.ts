import { SERVER_SPEC } from "../../api/shapes.generated";
import type { Server } from "../../api/server.generated";
import { isUsableMac, normaliseMac } from "../net/mac";
import { shapeViolations, textRule, type TextRules, unchecked } from "../shape";
import { HOST_KEY, hostAddress, objectName } from "../text-rules";
import { freshViolations, shown, type Violation, when } from "../violation";
import { identityViolations } from "./identity";

/** Longest Server name: the Node takes it, and a Node name is also a label value (63, Kubernetes). */
const NAME_LIMIT = 63;

const RULES: TextRules = {
  "spec.mac": [
    textRule(
      mac => normaliseMac(mac) === mac,
      "is not a MAC address; write six pairs of lower-case hexadecimal digits joined by colons, such as 60:45:bd:5c:3f:6f",
    ),
    textRule(isUsableMac, "is a multicast or zero address; name that of the server's own NIC"),
  ],
  "spec.ipv4": hostAddress(
    "four decimal numbers, such as 10.50.1.5, without port, prefix or name",
    "the server's",
  ),
  "spec.routerIP": hostAddress(
    "the router's Tailscale IP (tailscale ip -4), names are not looked up",
    "the router's",
  ),
  "spec.hostKeys[]": [HOST_KEY],
  "spec.provisioningProfile": [objectName("ProvisioningProfile")],
};

type Judged = Pick<Server, "metadata" | "spec" | "status">;

/** Every rule that the Server breaks on its own or, given what it was before, by the update. */
export function serverViolations(server: Judged, before?: Judged): Violation[] {
  return before === undefined
    ? violationsOf(server)
    : [
        ...freshViolations(violationsOf(server), violationsOf(before)),
        ...identityViolations(server, before),
      ];
}

function violationsOf({ metadata, spec }: Judged): Violation[] {
  const name = metadata?.name ?? "";
  const { ipv4, routerIP } = unchecked(spec);
  return [
    ...when(name.length > NAME_LIMIT, "metadata.name", () => {
      return `${shown(name)} has ${name.length} characters; the Node takes this name, so use at most ${NAME_LIMIT}`;
    }),
    ...shapeViolations(SERVER_SPEC, spec, RULES),
    ...when(typeof ipv4 === "string" && routerIP === ipv4, "spec.routerIP", () => {
      return `${shown(routerIP)} is also spec.ipv4; routerIP names the datacenter's router, ipv4 the server behind it`;
    }),
  ];
}
