import type { KnownSurroundings } from "../domain/admission/known-world";

/**
 * What hosts have to fit into: Routers, Nodes, and what is known of the cluster itself.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied` or `InvalidSpec`.
 */
export interface Surroundings {
  /**
   * As they were a moment ago; the cluster's version and ranges up to a minute ago. Asks nobody, once all was looked at:
   * of a cluster that cannot be read nothing is known, and nothing judged by it.
   */
  current(): Promise<KnownSurroundings>;
  /**
   * The same with the cluster's version and ranges as of the last few seconds: for who is about to end something because
   * of them. Many who ask at once share one reading.
   */
  afresh(): Promise<KnownSurroundings>;
}
