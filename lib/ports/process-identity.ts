/** Who this process is among all controllers. */
export interface ProcessIdentity {
  /** Unique among all processes, now and later. */
  readonly name: string;
  /** Whether that name is of a process of this host that is provably gone, so that nobody has to wait for it. */
  isDead(name: string): boolean;
}
