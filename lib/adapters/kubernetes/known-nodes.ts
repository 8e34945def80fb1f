import { SERVER_LABEL } from "../../api/names";
import type { KnownNode } from "../../domain/admission/known-world";
import { rangeOf } from "../../domain/net/cidr";
import { isIpv4 } from "../../domain/net/ipv4";
import type { Resource } from "./list";

/** The Nodes of the cluster, as a resource. */
export const NODES: Resource = { kind: "Node", plural: "nodes", root: "/api/v1" };

/** A Node as the API has it, as far as admission looks at it. */
export interface NodeObject {
  readonly metadata?: {
    readonly name?: string;
    readonly resourceVersion?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly providerID?: string;
    readonly podCIDR?: string;
    readonly podCIDRs?: readonly string[];
  };
  readonly status?: { readonly addresses?: readonly { readonly address: string }[] };
}

/** What of a Node is kept: most of its bytes are images and heartbeats. */
export function knownNode({ metadata, spec = {}, status = {} }: NodeObject): KnownNode {
  const { podCIDR, podCIDRs } = spec;
  return {
    name: metadata?.name ?? "",
    providerID: spec.providerID,
    serverLabel: metadata?.labels?.[SERVER_LABEL],
    addresses: (status.addresses ?? []).map(({ address }) => address).filter(isIpv4),
    podRanges: (podCIDRs ?? [podCIDR ?? ""]).map(rangeOf).filter(range => range !== undefined),
  };
}
