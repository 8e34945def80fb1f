import type { Server, ServerSpec } from "../../api/server.generated";
import { isObjectName } from "../names";
import { isHostKeyPin } from "../net/host-key";
import { isUsableIpv4 } from "../net/ipv4";
import { isUsableMac } from "../net/mac";
import { shown, type Violation, when } from "../violation";

/** Longest Server name: the Node takes it, and a Node name is also a label value (63, Kubernetes). */
const NAME_LIMIT = 63;

/** Every rule that the Server breaks on its own. */
export function serverViolations(server: Pick<Server, "metadata" | "spec">): Violation[] {
  const { spec } = server;
  const name = server.metadata?.name ?? "";
  return [
    ...when(name.length > NAME_LIMIT, "metadata.name", () => {
      return `${shown(name)} has ${name.length} characters; the Node takes this name, so use at most ${NAME_LIMIT}`;
    }),
    ...addressViolations(spec),
    ...when(spec.mac !== undefined && !isUsableMac(spec.mac), "spec.mac", () => {
      return `${shown(spec.mac)} is not the MAC address of a NIC; write six pairs of hexadecimal digits joined by colons, such as 60:45:bd:5c:3f:6f`;
    }),
    ...hostKeyViolations(spec.hostKeys),
    ...when(
      spec.provisioningProfile !== undefined && !isObjectName(spec.provisioningProfile),
      "spec.provisioningProfile",
      () =>
        `${shown(spec.provisioningProfile)} is not the name of an object; use lower-case letters, digits, dots and dashes, and no namespace`,
    ),
  ];
}

/** Pins that are neither a public key nor a fingerprint. Routers have the same rule. */
export function hostKeyViolations(hostKeys: readonly string[] | undefined): Violation[] {
  return (hostKeys ?? []).flatMap((key, index) =>
    when(!isHostKeyPin(key), `spec.hostKeys[${index}]`, () => {
      return `${shown(key)} is not a host key; paste a line of /etc/ssh/ssh_host_ed25519_key.pub, or its SHA256:… fingerprint (ssh-keygen -lf)`;
    }),
  );
}

function addressViolations({ ipv4, routerIP }: ServerSpec): Violation[] {
  return [
    ...when(!isUsableIpv4(ipv4), "spec.ipv4", () => {
      return `${shown(ipv4)} is not an IPv4 address that a server can have; write four decimal numbers, such as 10.50.1.5, without port, prefix or name`;
    }),
    ...when(routerIP !== undefined && !isUsableIpv4(routerIP), "spec.routerIP", () => {
      return `${shown(routerIP)} is not an IPv4 address that a router can have; write the router's Tailscale IP (tailscale ip -4), names are not looked up`;
    }),
    ...when(routerIP === ipv4, "spec.routerIP", () => {
      return `${shown(routerIP)} is also spec.ipv4; routerIP names the datacenter's router, ipv4 the server behind it`;
    }),
  ];
}
