import type { PodReference, PodView } from "../domain/drain/pod";

/** What the API server answered to an eviction. */
export type EvictionAnswer =
  /** The pod is being deleted, or is gone. */
  | { readonly kind: "Accepted" }
  /** A PodDisruptionBudget is in the way; the message is the API server's and names it. */
  | { readonly kind: "Blocked"; readonly message: string };

/** The pods of the cluster. Rejects only with `ApiUnavailable`, `AccessDenied` or `Conflict`. */
export interface Pods {
  /** Every pod that is bound to the Node, in the order of their names. */
  on(node: string): Promise<readonly PodView[]>;
  /** Asks for the pod to go, as PodDisruptionBudgets allow. */
  evict(pod: PodReference): Promise<EvictionAnswer>;
  /** Asks whether the pod could be evicted now; it stays. */
  probe(pod: PodReference): Promise<EvictionAnswer>;
  /** Deletes the pod whatever its budgets say; its grace period holds. One that is gone already is no error. */
  delete(pod: PodReference): Promise<void>;
}
