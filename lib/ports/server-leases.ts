/** The right to work on one server. It is held by one controller at a time, and can be lost at any moment. */
export interface ServerLease {
  /** Fencing token: larger than that of every holder before. The server refuses smaller ones than it has seen. */
  readonly fence: number;
  /** Aborts with `LeaseLost` when the right was lost, or can no longer be proven. */
  readonly lost: AbortSignal;
  /** Throws `LeaseLost` unless the right can be proven at this moment: to be called before every write. */
  verify(): void;
  /** Makes the token larger than `fence`, which a server has seen, unless it is. Rejects with `LeaseLost` or `ApiUnavailable`. */
  raiseAbove(fence: number): Promise<void>;
  /** Gives the right back. Never rejects: what cannot be given back runs out. */
  release(): Promise<void>;
}

/** The rights to work on servers. */
export interface ServerLeases {
  /**
   * Takes the right to work on the server.
   *
   * Rejects only with `DependencyMissing` (another controller holds it), `ApiUnavailable` or `AccessDenied`.
   */
  acquire(serverUid: string): Promise<ServerLease>;
}
