import type { Router } from "../../api/router.generated";
import { overlaps } from "../net/cidr";
import { shown, type Violation } from "../violation";
import type { KnownSurroundings } from "./known-world";
import { isGoing, placeOf } from "./objects";
import { takenSubnet } from "./ranges";

/**
 * That subnets of a Router are also those of the others, or have addresses of pods or Services. Others of the same
 * address are records of the same router: which of them goes is judged by the address, and both may say what is behind it.
 */
export function overlappingSubnets(
  { spec }: Router,
  others: readonly Router[],
  surroundings: KnownSurroundings,
): Violation[] {
  const sites = others.filter(other => other.spec.tailscaleIP !== spec.tailscaleIP);
  return (spec.subnetCIDRs ?? []).flatMap((subnet, index) => {
    const field = `spec.subnetCIDRs[${index}]`;
    return [...foreignSubnet(field, subnet, sites), ...takenSubnet(field, subnet, surroundings)];
  });
}

function foreignSubnet(field: string, subnet: string, others: readonly Router[]): Violation[] {
  const found = others
    .filter(other => !isGoing(other))
    .flatMap(router => (router.spec.subnetCIDRs ?? []).map(theirs => ({ router, theirs })))
    .find(({ theirs }) => overlaps(theirs, subnet));
  return found === undefined
    ? []
    : [
        {
          field,
          message: `${shown(subnet)} overlaps ${found.theirs} of Router ${placeOf(found.router)}; an address can be routed to one site only`,
        },
      ];
}
