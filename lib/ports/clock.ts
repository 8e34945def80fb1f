/** Time and chance. Everything that waits or rolls dice takes one, so that tests own both. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some moment; never set back, and going on while the process is frozen. */
  monotonic(): number;
  /** In [0, 1). */
  random(): number;
  /** Calls back after `delayMs`; the returned function cancels, and is safe to call late. */
  schedule(delayMs: number, callback: () => void): () => void;
}
