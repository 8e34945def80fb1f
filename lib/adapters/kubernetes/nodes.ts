import * as z from "zod";
import { CORDONED_BY_ANNOTATION } from "../../api/names";
import { isIpv4 } from "../../domain/net/ipv4";
import type { NodeReference, Nodes, NodeView } from "../../ports/nodes";
import type { ApiClient } from "./client";

const node = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z
    .object({ podCIDR: z.string().optional(), unschedulable: z.boolean().default(false) })
    .default({ unschedulable: false }),
  status: z.object({
    nodeInfo: z.object({ bootID: z.string(), machineID: z.string(), kubeletVersion: z.string() }),
    addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().default("") }))
      .default([]),
  }),
});

/** Nodes, in the API server. */
export class ApiNodes implements Nodes {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  async get(name: string): Promise<NodeView | undefined> {
    const found = await this.#client.request({ method: "GET", path: pathOf(name) });
    return found === undefined ? undefined : viewOf(node.parse(found));
  }

  async delete({ name, uid }: NodeReference): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid } };
    await this.#client.request({ method: "DELETE", path: pathOf(name), body });
  }
}

function pathOf(name: string): string {
  return `/api/v1/nodes/${name}`;
}

function viewOf({ metadata, spec, status }: z.infer<typeof node>): NodeView {
  const ready = status.conditions.find(condition => condition.type === "Ready");
  return {
    name: metadata.name,
    uid: metadata.uid,
    isCordoned: spec.unschedulable,
    cordonedBy: metadata.annotations[CORDONED_BY_ANNOTATION],
    bootID: status.nodeInfo.bootID,
    machineID: status.nodeInfo.machineID,
    kubeletVersion: status.nodeInfo.kubeletVersion,
    // A node may have several; the first of IPv4 is the one that --node-ip chose.
    internalIP: status.addresses.find(
      ({ type, address }) => type === "InternalIP" && isIpv4(address),
    )?.address,
    podCIDR: spec.podCIDR,
    ready: ready?.status === "True",
    notReadyMessage: ready === undefined ? "the kubelet has not reported yet" : wordsOf(ready),
  };
}

function wordsOf({ message }: { readonly message: string }): string {
  return message === "" ? "the kubelet does not say why" : message;
}
