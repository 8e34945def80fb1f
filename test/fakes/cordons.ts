import { Conflict } from "../../lib/domain/errors";
import type { Cordons } from "../../lib/ports/cordons";
import type { NodeReference, NodeView } from "../../lib/ports/nodes";
import type { FakeNodes } from "./cluster";

/** Cordons on Nodes that the test puts there. */
export class FakeCordons implements Cordons {
  readonly #nodes: FakeNodes;

  constructor(nodes: FakeNodes) {
    this.#nodes = nodes;
  }

  cordon(node: NodeReference, operationUid: string): Promise<void> {
    return this.#mark(node, { isCordoned: true, cordonedBy: operationUid });
  }

  uncordon(node: NodeReference): Promise<void> {
    return this.#mark(node, { isCordoned: false, cordonedBy: undefined });
  }

  #mark(
    { name, uid }: NodeReference,
    change: Pick<NodeView, "isCordoned" | "cordonedBy">,
  ): Promise<void> {
    const { nodes } = this.#nodes;
    const node = nodes.get(name);
    if (node !== undefined && node.uid !== uid) {
      return Promise.reject(new Conflict("another UID", { reason: "ApiUnavailable" }));
    }
    if (node !== undefined) {
      nodes.set(name, { ...node, ...change });
    }
    return Promise.resolve();
  }
}
