import type { Router } from "../../api/router.generated";
import type { KnownSurroundings } from "../admission/known-world";
import { isSamePlace } from "../admission/objects";
import { overlappingSubnets } from "../admission/overlapping-subnets";
import { takenAddress } from "../admission/ranges";
import { keyOf } from "../key";
import { formatViolations } from "../violation";
import { referenceTo, type Wait } from "../waiting";
import { isOlder } from "./preferred";

/** What is wrong with a Router beside what else there is: field, value and remedy. */
export interface RouterConflict extends Wait {
  readonly reason: "AddressReserved" | "SubnetOverlap";
}

/** Why nobody may go through the Router. Of two whose subnets overlap the older one has them. */
export function routerConflict(
  router: Router,
  surroundings: KnownSurroundings,
): RouterConflict | undefined {
  const older = surroundings.routers.filter(
    other => !isSamePlace(other, router) && isOlder(other, router),
  );
  const object = referenceTo("Router", keyOf(router));
  const reserved = takenAddress("spec.tailscaleIP", router.spec.tailscaleIP, surroundings);
  const overlapping = overlappingSubnets(router, older, surroundings);
  if (reserved.length > 0) {
    return { reason: "AddressReserved", message: formatViolations(reserved), object };
  }
  return overlapping.length > 0
    ? { reason: "SubnetOverlap", message: formatViolations(overlapping), object }
    : undefined;
}
