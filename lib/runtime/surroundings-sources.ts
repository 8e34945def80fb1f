import type { ApiClient } from "../adapters/kubernetes/client";
import { readKnownCluster } from "../adapters/kubernetes/known-cluster";
import { knownNode, type NodeObject, NODES } from "../adapters/kubernetes/known-nodes";
import { ApiWatch } from "../adapters/kubernetes/watch";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { SurroundingsSources } from "./live-surroundings";

/** The surroundings in the API server. Each watch keeps a connection of the client. */
export function surroundingsSources(
  client: ApiClient,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): SurroundingsSources<NodeObject> {
  const tools = {
    clock,
    onTrouble: (error: unknown): void => {
      log.warn({ error }, "what is known is not kept up to date while the API server is away");
    },
  };
  return {
    routers: new ApiWatch(client, { kind: "Router", plural: "routers" }, tools),
    nodes: new ApiWatch(client, NODES, tools),
    knownNode,
    readCluster: () => readKnownCluster(client),
    clock,
    log,
  };
}
