import type { Server } from "../../api/server.generated";
import { clash, rivalsOf } from "../server/claims";
import { shown } from "../violation";
import { judgeRouterOf } from "./behind-router";
import {
  type Judgement,
  type KnownWorld,
  refused,
  together,
  told,
  touches,
  type Writing,
} from "./known-world";
import { judgeNodeName } from "./node-name";
import { isGoing, named, placeOf } from "./objects";
import { judgeProfileName } from "./profile-name";
import { reservedAddresses } from "./reserved-addresses";

/** What is wrong with a Server because of what else there is. */
export function judgeServer(writing: Writing<Server>, world: KnownWorld): Judgement {
  return together(
    judgeRivals(writing, world),
    judgeNodeName(writing, world),
    judgeAddresses(writing, world),
    judgeRouterOf(writing, world),
    judgeProfile(writing, world),
  );
}

/** What another Server has; one that is being deleted is waited for. */
function judgeRivals(writing: Writing<Server>, { servers }: KnownWorld): Judgement {
  const touched: Readonly<Record<string, boolean>> = {
    DuplicateName: writing.before === undefined,
    DuplicateMac: touches(writing, ({ spec }) => spec.mac),
    DuplicateAddress: touches(writing, ({ spec }) => [spec.ipv4, spec.routerIP]),
  };
  const rivals = rivalsOf(writing.object, servers).filter(({ claim }) => touched[claim.kind]);
  return together(
    refused(
      rivals
        .filter(({ server }) => !isGoing(server))
        .map(rival => ({ field: rival.claim.field, message: clash(rival) })),
    ),
    told(
      rivals
        .filter(({ server }) => isGoing(server))
        .map(({ claim, server }) => ({
          field: claim.field,
          message: `${shown(claim.value)} is that of Server ${placeOf(server)}, which is being deleted; this one waits until it is gone`,
        })),
    ),
  );
}

function judgeAddresses(writing: Writing<Server>, world: KnownWorld): Judgement {
  const { metadata, spec } = writing.object;
  const { ipv4 } = spec;
  const own = touches(writing, server => server.spec.ipv4);
  const router = touches(writing, server => server.spec.routerIP);
  const other = world.nodes.find(
    ({ name, addresses, serverLabel }) =>
      name !== metadata?.name && serverLabel === undefined && addresses.includes(ipv4),
  );
  return together(
    refused(reservedAddresses(writing.object, world, { ipv4: own, routerIP: router })),
    told(
      other === undefined || !own
        ? []
        : [
            {
              field: "spec.ipv4",
              message: `${shown(ipv4)} is the address of Node ${other.name}, too`,
            },
          ],
    ),
  );
}

function judgeProfile(writing: Writing<Server>, { profiles }: KnownWorld): Judgement {
  const { provisioningProfile: name } = writing.object.spec;
  return name === undefined || !touches(writing, ({ spec }) => spec.provisioningProfile)
    ? refused([])
    : judgeProfileName("spec.provisioningProfile", named(profiles, name, writing.object), name);
}
