/** The level at which Pepr tells each step of each review. */
const CHATTY = "info";

/**
 * Leaves to Pepr's own log what is wrong, unless somebody wants to see everything (`LOG_LEVEL=debug`).
 *
 * At `info` it writes six lines for each review, one write each. What of them is news, a refusal, our own log tells.
 */
export function quietFramework(log: { level: string }, wanted: string): void {
  if (wanted === CHATTY) {
    log.level = "warn";
  }
}
