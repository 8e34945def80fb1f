import { setTimeout as pause } from "node:timers/promises";

const INTERVAL_MS = 200;

/** Looks until there is an answer; says what was waited for when the time is over. */
export async function until<T>(
  what: string,
  deadlineMs: number,
  look: () => Promise<T | undefined>,
  describe: () => Promise<unknown> = () => Promise.resolve(""),
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await look();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > end) {
      const seen = JSON.stringify(await describe(), undefined, 1);
      throw new Error(`waited ${deadlineMs / 1000} s for ${what}; last seen: ${seen}`);
    }
    await pause(INTERVAL_MS);
  }
}
