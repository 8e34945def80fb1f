import type { Operation } from "../../api/operation.generated";
import { NODE_POLL_MS } from "../../defaults";
import type { NodeEvidence } from "../../domain/operation/judge-node";
import type { Requeue } from "../../ports/work";
import type { OperationPorts } from "./ports";
import { reportNode } from "./report";

/** Deletes the Node of a server that has left, that very one; whether it is gone is read in the next pass. */
export async function removeNode(
  ports: OperationPorts,
  operation: Operation,
  node: NodeEvidence,
): Promise<Requeue> {
  await ports.nodes.delete(node);
  const message = `Node ${node.name} is deleted, and not gone yet`;
  await reportNode(ports, operation, { reason: "NodeStillThere", message });
  return { afterMs: NODE_POLL_MS };
}
