import type { Clock } from "../ports/clock";

/** How long an answer counts. */
interface Freshness {
  readonly clock: Pick<Clock, "monotonic">;
  readonly freshMs: number;
}

/**
 * A reading of which an answer that is a moment old is good enough: who asks while one is under way shares it, and who
 * asks within `freshMs` of its beginning has its answer. So there is one at a time, and none overtakes another. One that
 * failed is shared only while it is under way.
 */
export class RecentReading<T> {
  readonly #read: () => Promise<T>;
  readonly #freshness: Freshness;
  #last: Promise<T> | undefined;
  #isUnderWay = false;
  #staleMs = 0;

  constructor(read: () => Promise<T>, freshness: Freshness) {
    this.#read = read;
    this.#freshness = freshness;
  }

  /** What the last reading found, or a new one. Rejects as the reading does. */
  async recent(): Promise<T> {
    const { clock, freshMs } = this.#freshness;
    if (this.#last === undefined || (!this.#isUnderWay && clock.monotonic() >= this.#staleMs)) {
      this.#staleMs = clock.monotonic() + freshMs;
      this.#last = this.#begin();
    }
    return await this.#last;
  }

  async #begin(): Promise<T> {
    this.#isUnderWay = true;
    try {
      return await this.#read();
    } catch (error: unknown) {
      this.#last = undefined;
      throw error;
    } finally {
      this.#isUnderWay = false;
    }
  }
}
