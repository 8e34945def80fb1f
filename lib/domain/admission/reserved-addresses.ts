import type { Server } from "../../api/server.generated";
import { TAILNET_RANGE } from "../../defaults";
import { contains } from "../net/cidr";
import { shown, type Violation, when } from "../violation";
import type { KnownSurroundings } from "./known-world";
import { placeOf } from "./objects";
import { takenAddress } from "./ranges";

/** Fields of a Server that name addresses, and whether each is to be judged. */
interface Judged {
  readonly ipv4: boolean;
  readonly routerIP: boolean;
}

/** That a Server names an address that the cluster, a platform or the tailnet has for something else. */
export function reservedAddresses(
  { spec }: Server,
  surroundings: KnownSurroundings,
  judged: Judged = { ipv4: true, routerIP: true },
): Violation[] {
  const { ipv4, routerIP } = spec;
  const isTouched = judged.ipv4 || judged.routerIP;
  const isMember = contains(TAILNET_RANGE, ipv4);
  return [
    ...when(isTouched && isMember && routerIP !== undefined, "spec.ipv4", () => {
      return `${shown(ipv4)} is an address of the tailnet (${TAILNET_RANGE}), which no router stands before; name the server's address in its datacenter, or leave out routerIP if the server is on the tailnet itself`;
    }),
    ...(judged.ipv4 ? routersAddress(ipv4, surroundings) : []),
    ...(judged.ipv4 ? takenAddress("spec.ipv4", ipv4, surroundings) : []),
    ...(judged.routerIP && routerIP !== undefined
      ? takenAddress("spec.routerIP", routerIP, surroundings)
      : []),
  ];
}

/** A router is a host of its own: a repave would make a node of it. */
function routersAddress(ipv4: string, { routers }: KnownSurroundings): Violation[] {
  const router = routers.find(({ spec }) => spec.tailscaleIP === ipv4);
  return router === undefined
    ? []
    : [
        {
          field: "spec.ipv4",
          message: `${shown(ipv4)} is the address of Router ${placeOf(router)}; name the server's own, and this one as its routerIP`,
        },
      ];
}
