import type { NodeReference } from "./nodes";

/**
 * Whether Nodes take new pods.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied`, or `Conflict` when the Node is not the one that was meant.
 */
export interface Cordons {
  /** Lets no new pods onto the Node, in the name of the operation. A Node that is gone needs none of this. */
  cordon(node: NodeReference, operationUid: string): Promise<void>;
  /** Lets pods onto it again. */
  uncordon(node: NodeReference): Promise<void>;
}
