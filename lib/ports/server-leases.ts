import type { Lease } from "./lease";

/** The rights to work on servers. A server refuses smaller fencing tokens than it has seen. */
export interface ServerLeases {
  /**
   * Takes the right to work on the server.
   *
   * Rejects only with `DependencyMissing` (another controller holds it), `ApiUnavailable` or `AccessDenied`.
   */
  acquire(serverUid: string): Promise<Lease>;
}
