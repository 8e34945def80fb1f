import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { outsideSubnets } from "../admission/behind-router";
import type { KnownSurroundings } from "../admission/known-world";
import { isGoing } from "../admission/objects";
import { reservedAddresses } from "../admission/reserved-addresses";
import { routerConflict } from "../router/conflict";
import { preferredRouter } from "../router/preferred";
import { keyOf } from "../key";
import { formatViolations } from "../violation";
import { formatObject, referenceTo, type Wait } from "../waiting";

/** Why a Server cannot be where it says that it is: field, value and remedy. */
export interface Misplacement extends Wait {
  readonly reason: "AddressReserved" | "AddressOutsideSubnets" | "SubnetOverlap";
}

/** What is wrong with the place of a Server behind that router, if anything: nothing is sent there then. */
export function misplacementOf(
  server: Server,
  router: Router | undefined,
  surroundings: KnownSurroundings,
): Misplacement | undefined {
  const reserved = reservedAddresses(server, surroundings);
  if (reserved.length > 0) {
    return {
      reason: "AddressReserved",
      message: formatViolations(reserved),
      object: referenceTo("Server", keyOf(server)),
    };
  }
  return router === undefined ? undefined : misplacedBehind(server, router, surroundings);
}

/** The Router of the server's routerIP, as far as is known; one that is being deleted is none. */
export function knownRouterOf(
  { spec }: Server,
  { routers }: KnownSurroundings,
): Router | undefined {
  return preferredRouter(
    routers.filter(router => router.spec.tailscaleIP === spec.routerIP && !isGoing(router)),
  );
}

function misplacedBehind(
  server: Server,
  router: Router,
  surroundings: KnownSurroundings,
): Misplacement | undefined {
  const object = referenceTo("Router", keyOf(router));
  const outside = outsideSubnets(server, router);
  if (outside.length > 0) {
    const message = formatViolations(outside);
    return { reason: "AddressOutsideSubnets", message, object };
  }
  const conflict = routerConflict(router, surroundings);
  return conflict === undefined
    ? undefined
    : { ...conflict, message: `${formatObject(object)}: ${conflict.message}` };
}
