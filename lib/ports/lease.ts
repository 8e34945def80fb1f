/** A right that one process holds at a time, and can lose at any moment. */
export interface Lease {
  /** Fencing token: larger than that of every holder before. */
  readonly fence: number;
  /** Aborts with `LeaseLost` when the right was lost, or can no longer be proven. */
  readonly lost: AbortSignal;
  /** Throws `LeaseLost` unless the right can be proven at this moment: to be called before every write. */
  verify(): void;
  /** Makes the token larger than `fence`, unless it is. Rejects with `LeaseLost` or `ApiUnavailable`. */
  raiseAbove(fence: number): Promise<void>;
  /** Gives the right back. Never rejects: what cannot be given back runs out. */
  release(): Promise<void>;
}
