import { ROUTER_SPEC } from "../../api/shapes.generated";
import type { Router } from "../../api/router.generated";
import { shapeViolations, type TextRules, unchecked } from "../shape";
import { HOST_KEY, hostAddress, LOGIN_NAME, secretName } from "../text-rules";
import { freshViolations, type Violation } from "../violation";
import { subnetViolations } from "./subnets";

const RULES: TextRules = {
  "spec.tailscaleIP": hostAddress(
    "the router's Tailscale IP (tailscale ip -4), names are not looked up",
    "the router's",
  ),
  "spec.sshCredentialsSecretRef": [secretName("the Router")],
  "spec.adminUsername": [LOGIN_NAME],
  "spec.hostKeys[]": [HOST_KEY],
};

type Judged = Pick<Router, "spec">;

/** Every rule that the Router breaks on its own or, given what it was before, by the update. */
export function routerViolations(router: Judged, before?: Judged): Violation[] {
  const now = violationsOf(router);
  return before === undefined ? now : freshViolations(now, violationsOf(before));
}

function violationsOf({ spec }: Judged): Violation[] {
  return [
    ...shapeViolations(ROUTER_SPEC, spec, RULES),
    ...subnetViolations(unchecked(spec).subnetCIDRs),
  ];
}
