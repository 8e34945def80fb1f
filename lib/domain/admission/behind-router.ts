import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { contains } from "../net/cidr";
import { preferredRouter } from "../router/preferred";
import { shown, type Violation, when } from "../violation";
import { type Judgement, type KnownWorld, refused, touches, type Writing } from "./known-world";
import { isGoing, placeOf } from "./objects";

/** Whether the server can be behind the Router of its routerIP. Where there is none, the first operation makes one. */
export function judgeRouterOf(writing: Writing<Server>, { routers }: KnownWorld): Judgement {
  const { routerIP } = writing.object.spec;
  const candidates = routers.filter(({ spec }) => spec.tailscaleIP === routerIP);
  const isTouched = touches(writing, ({ spec }) => [spec.ipv4, spec.routerIP]);
  if (!isTouched || candidates.length === 0) {
    return refused([]);
  }
  const router = preferredRouter(candidates.filter(each => !isGoing(each)));
  if (router === undefined) {
    const going = candidates.map(placeOf).join(", ");
    const message = `${shown(routerIP)} is that of Router ${going}, which is being deleted; name another router, or declare it again when it is gone`;
    return refused([{ field: "spec.routerIP", message }]);
  }
  return refused(outsideSubnets(writing.object, router));
}

/** That the Router does not stand before the server's address; at most one violation. */
export function outsideSubnets({ spec }: Server, router: Router): Violation[] {
  return when(!isInside(spec.ipv4, router), "spec.ipv4", () => {
    return `${shown(spec.ipv4)} is outside the subnets of Router ${placeOf(router)} (${subnetsOf(router).join(", ")}); correct the address or spec.routerIP, or add its subnet to spec.subnetCIDRs of the Router`;
  });
}

/** Whether the address can be behind the Router, as far as that says what is. */
export function isInside(ipv4: string, router: Router): boolean {
  const subnets = subnetsOf(router);
  return subnets.length === 0 || subnets.some(subnet => contains(subnet, ipv4));
}

function subnetsOf({ spec }: Router): readonly string[] {
  return spec.subnetCIDRs ?? [];
}
