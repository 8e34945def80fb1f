import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { isAdopted } from "../router/preferred";
import { shown, when } from "../violation";
import { isInside } from "./behind-router";
import {
  type Judgement,
  type KnownWorld,
  refused,
  together,
  told,
  touches,
  type Writing,
} from "./known-world";
import { isGoing, isSamePlace, listed } from "./objects";
import { overlappingSubnets } from "./overlapping-subnets";
import { takenAddress } from "./ranges";

/** What is wrong with a Router because of what else there is. */
export function judgeRouter(writing: Writing<Router>, world: KnownWorld): Judgement {
  const { object } = writing;
  const others = world.routers.filter(router => !isSamePlace(router, object));
  return together(
    judgeAddress(writing, world, others),
    judgeSubnets(writing, world, others),
    judgeServersBehind(writing, world),
  );
}

/** One declared Router for each address. One that Stargate made stands in nobody's way: it gives way to the declared one. */
function judgeAddress(
  writing: Writing<Router>,
  world: KnownWorld,
  others: readonly Router[],
): Judgement {
  const { tailscaleIP } = writing.object.spec;
  if (
    isAdopted(writing.object) ||
    !touches(writing, router => [router.spec.tailscaleIP, isAdopted(router)])
  ) {
    return refused([]);
  }
  const field = "spec.tailscaleIP";
  const twins = others.filter(other => other.spec.tailscaleIP === tailscaleIP && !isAdopted(other));
  const twin = twins.find(other => !isGoing(other));
  return refused([
    ...when(twin !== undefined, field, () => {
      return `${shown(tailscaleIP)} is also the address of ${listed("Router", twins)}; one Router is enough for all namespaces, so correct the address, or change that one`;
    }),
    ...takenAddress(field, tailscaleIP, world),
  ]);
}

/** Subnets of two sites that overlap cannot be routed. */
function judgeSubnets(
  writing: Writing<Router>,
  world: KnownWorld,
  others: readonly Router[],
): Judgement {
  if (!touches(writing, ({ spec }) => spec.subnetCIDRs)) {
    return refused([]);
  }
  return refused(overlappingSubnets(writing.object, others, world));
}

/** Servers that the writing cuts off from their router, or leaves outside of its subnets: they are there already. */
function judgeServersBehind(
  { object, before }: Writing<Router>,
  { servers }: KnownWorld,
): Judgement {
  const behind = (address: string | undefined): readonly Server[] =>
    servers.filter(server => server.spec.routerIP === address && !isGoing(server));
  const oldAddress = before?.spec.tailscaleIP;
  const left = oldAddress === object.spec.tailscaleIP ? [] : behind(oldAddress);
  const outside = behind(object.spec.tailscaleIP).filter(
    ({ spec }) => !isInside(spec.ipv4, object),
  );
  return told([
    ...when(oldAddress !== undefined && left.length > 0, "spec.tailscaleIP", () => {
      return `${shown(oldAddress)} is still the spec.routerIP of ${listed("Server", left)}`;
    }),
    ...when(outside.length > 0, "spec.subnetCIDRs", () => {
      return `no subnet holds the address of ${listed("Server", outside)} behind this router`;
    }),
  ]);
}
