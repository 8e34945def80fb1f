import type { Clock } from "../ports/clock";

/** How often a reading may begin. */
interface Pace {
  readonly clock: Pick<Clock, "monotonic" | "schedule">;
  readonly spacingMs: number;
}

/**
 * A reading that costs too much for each who asks: all who ask before the next one begins share it. So an answer is
 * never older than its question, and there is one reading at a time, at most one in `spacingMs`.
 */
export class SharedReading<T> {
  readonly #read: () => Promise<T>;
  readonly #pace: Pace;
  #waiting: Promise<T> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #earliestMs: number | undefined;

  constructor(read: () => Promise<T>, pace: Pace) {
    this.#read = read;
    this.#pace = pace;
  }

  /** What a reading finds that begins after this call. Rejects as the reading does. */
  async next(): Promise<T> {
    this.#waiting ??= this.#begin();
    return await this.#waiting;
  }

  async #begin(): Promise<T> {
    const { clock, spacingMs } = this.#pace;
    await this.#last.catch(() => undefined);
    const delayMs = (this.#earliestMs ?? 0) - clock.monotonic();
    if (this.#earliestMs !== undefined && delayMs > 0) {
      await new Promise<void>(resolve => {
        clock.schedule(delayMs, resolve);
      });
    }
    // Who asks from here on wants to know what is written from here on.
    this.#waiting = undefined;
    this.#earliestMs = clock.monotonic() + spacingMs;
    const reading = this.#read();
    this.#last = reading;
    return await reading;
  }
}
