import type { Router } from "../../api/router.generated";
import { isObjectName, loginNameViolations } from "../names";
import { isUsableIpv4 } from "../net/ipv4";
import { hostKeyViolations } from "../server/admission";
import { subnetViolations } from "./subnets";
import { shown, type Violation, when } from "../violation";

/** Every rule that the Router breaks on its own. */
export function routerViolations({ spec }: Pick<Router, "spec">): Violation[] {
  const secret = spec.sshCredentialsSecretRef;
  return [
    ...when(!isUsableIpv4(spec.tailscaleIP), "spec.tailscaleIP", () => {
      return `${shown(spec.tailscaleIP)} is not an IPv4 address that a router can have; write the router's Tailscale IP (tailscale ip -4), names are not looked up`;
    }),
    ...when(secret !== undefined && !isObjectName(secret), "spec.sshCredentialsSecretRef", () => {
      return `${shown(secret)} is not the name of a Secret; use lower-case letters, digits, dots and dashes, and no namespace: it is read from the Router's own`;
    }),
    ...loginNameViolations(spec.adminUsername),
    ...hostKeyViolations(spec.hostKeys),
    ...subnetViolations(spec.subnetCIDRs),
  ];
}
