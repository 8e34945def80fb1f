/** What an operation asks for when it wants to work. */
export interface RunClaim {
  /** Key of the operation, as `formatKey` writes it. */
  readonly key: string;
  /** Address of the router that the run goes through; absent for a direct way. */
  readonly router: string | undefined;
  /** Creation of the operation (RFC 3339) and, behind a space, its UID: the oldest is first. */
  readonly since: string;
  /** A run that is at work on its server already: it is followed, whatever the limits say. */
  readonly isAtWork: boolean;
}

/** How many runs may be at work at once. */
export interface RunLimits {
  readonly total: number;
  readonly perRouter: number;
}

/** Whether an operation may work now; if not, why not. */
export type RunGrant =
  | { readonly granted: true; release(): void }
  | { readonly granted: false; readonly because: string };

/** The places for runs, given to the oldest operation that can use one. */
export interface RunSlots {
  /** Asks for a place, or keeps waiting for one; the operation is woken when it is its turn. */
  claim(claim: RunClaim, limits: RunLimits): RunGrant;
  /** Takes back whatever the operation asked for. */
  withdraw(key: string): void;
}
