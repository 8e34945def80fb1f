import type { Clock } from "../ports/clock";

/** The time as the API writes it: RFC 3339, whole seconds. */
export function timestamp(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace(/\.\d+Z$/, "Z");
}
