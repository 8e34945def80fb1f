import type { Lease } from "./lease";

/** The right to reconcile, as it is held. */
export type Leadership = Pick<Lease, "lost" | "verify" | "release">;

/** What an attempt to lead came to: the right, or the name of the process that has it. */
export type LeaderElectionResult =
  | { readonly leadership: Leadership }
  | { readonly leader: string };

/** The right to reconcile, which one process of the module has at a time. */
export interface LeaderElection {
  /** Tries to take it, once. Rejects only with `ApiUnavailable` or `AccessDenied`. */
  acquire(): Promise<LeaderElectionResult>;
}
