import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from "../defaults";

/**
 * Milliseconds to wait before try number `attempt` (1 is the first repetition): exponential, capped,
 * full jitter.
 *
 * `random` is in [0, 1). Source: AWS, "Exponential Backoff And Jitter".
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.ceil(random * ceiling);
}
