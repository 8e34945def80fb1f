import { PLATFORM_RANGES } from "../../defaults";
import { contains, overlaps } from "../net/cidr";
import { shown, type Violation } from "../violation";
import type { KnownWorld } from "./known-world";

/** A range, and what it is for. */
interface Purpose {
  readonly range: string;
  readonly words: string;
}

/** That an address of a host is one that the cluster or a platform gives to something else; at most one violation. */
export function takenAddress(field: string, address: string, world: KnownWorld): Violation[] {
  const all = [
    ...PLATFORM_RANGES.map(range => ({ range, words: "where platforms answer for themselves" })),
    ...purposesOf(world),
  ];
  const taken = all.find(({ range }) => contains(range, address));
  return taken === undefined
    ? []
    : [
        {
          field,
          message: `${shown(address)} is in ${taken.range}, ${taken.words}; name the address of the host's own NIC`,
        },
      ];
}

/** That a subnet shares addresses with what the cluster gives to pods or Services; at most one violation. */
export function takenSubnet(field: string, subnet: string, world: KnownWorld): Violation[] {
  const taken = purposesOf(world).find(({ range }) => overlaps(range, subnet));
  return taken === undefined
    ? []
    : [
        {
          field,
          message: `${shown(subnet)} overlaps ${taken.range}, ${taken.words}; list only the subnets of the datacenter itself`,
        },
      ];
}

function purposesOf({ cluster, nodes }: KnownWorld): readonly Purpose[] {
  return [
    ...cluster.serviceRanges.map(range => ({ range, words: "the cluster's range of Services" })),
    ...cluster.podRanges.map(range => ({ range, words: "the cluster's range of pods" })),
    ...nodes.flatMap(({ name, podCIDRs }) =>
      podCIDRs.map(range => ({ range, words: `the pods of Node ${name}` })),
    ),
  ];
}
