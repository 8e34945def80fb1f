import type { Clock } from "../../ports/clock";

/** The time as a Lease has it (`MicroTime`): RFC 3339 with six digits of a second. */
export function microTime(clock: Clock): string {
  return new Date(clock.now()).toISOString().replace("Z", "000Z");
}
