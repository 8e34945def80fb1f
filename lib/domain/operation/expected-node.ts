import type { Server } from "../../api/server.generated";
import type { ExpectedNode } from "./judge-node";

/** What the server's Node must be. */
export function expectedNode({ metadata, spec, status }: Server): ExpectedNode {
  return { name: metadata?.name ?? "", machineID: status?.machineID, ipv4: spec.ipv4 };
}
