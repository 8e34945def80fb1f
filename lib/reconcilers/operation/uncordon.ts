import type { Operation } from "../../api/operation.generated";
import { isDraining } from "../../domain/operation/drain-of";
import type { NodeView } from "../../ports/nodes";
import { uncordonNode } from "../drain/drain";
import type { OperationPorts } from "./ports";

/**
 * Whether an operation that succeeded lets pods onto its Node again: what it cordoned itself, and a repave also what an
 * earlier operation left in the middle, for it has made a good Node of it.
 */
export function mayUncordon(
  { metadata, spec }: Operation,
  { cordonedBy }: Pick<NodeView, "cordonedBy">,
): boolean {
  return cordonedBy !== undefined && (spec.operation === "repave" || cordonedBy === metadata?.uid);
}

/** A Node that was being drained for the operation, and was not disturbed, takes pods again; of another one nobody knows how it is. */
export async function uncordonUndisturbed(
  ports: Pick<OperationPorts, "nodes" | "cordons">,
  operation: Operation,
): Promise<void> {
  if (!isDraining(operation)) {
    return;
  }
  const node = await ports.nodes.get(operation.spec.serverRef.name);
  if (node?.cordonedBy !== undefined && node.cordonedBy === operation.metadata?.uid) {
    await uncordonNode(ports, node);
  }
}
