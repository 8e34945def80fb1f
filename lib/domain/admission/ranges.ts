import { PLATFORM_RANGES } from "../../defaults";
import { meet, overlaps, type Range, rangeOf } from "../net/cidr";
import { shown, type Violation } from "../violation";
import type { KnownNode, KnownSurroundings } from "./known-world";

/** That an address of a host is one that the cluster or a platform gives to something else; at most one violation. */
export function takenAddress(
  field: string,
  address: string,
  surroundings: KnownSurroundings,
): Violation[] {
  const platform = PLATFORM_RANGES.find(range => overlaps(range, address));
  const taken =
    platform === undefined
      ? ofCluster(address, surroundings)
      : `${platform}, where platforms answer for themselves`;
  return taken === undefined
    ? []
    : [
        {
          field,
          message: `${shown(address)} is in ${taken}; name the address of the host's own NIC`,
        },
      ];
}

/** That a subnet shares addresses with what the cluster gives to pods or Services; at most one violation. */
export function takenSubnet(
  field: string,
  subnet: string,
  surroundings: KnownSurroundings,
): Violation[] {
  const taken = ofCluster(subnet, surroundings);
  return taken === undefined
    ? []
    : [
        {
          field,
          message: `${shown(subnet)} overlaps ${taken}; list only the subnets of the datacenter itself`,
        },
      ];
}

/** The cluster's range that the text meets, and what it is for. */
function ofCluster(text: string, { cluster, nodes }: KnownSurroundings): string | undefined {
  const mine = rangeOf(text);
  if (mine === undefined) {
    return undefined;
  }
  const meets = (range: Range): boolean => meet(range, mine);
  const services = cluster.serviceRanges.find(meets);
  if (services !== undefined) {
    return `${services.text}, the cluster's range of Services`;
  }
  const pods = cluster.podRanges.find(meets);
  return pods === undefined ? ofNodes(mine, nodes) : `${pods.text}, the cluster's range of pods`;
}

/** A fleet has thousands of them, and this is asked in every request. */
function ofNodes(mine: Range, nodes: readonly KnownNode[]): string | undefined {
  for (const { name, podRanges } of nodes) {
    const met = podRanges.find(range => meet(range, mine));
    if (met !== undefined) {
      return `${met.text}, the pods of Node ${name}`;
    }
  }
  return undefined;
}
