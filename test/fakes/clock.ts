import type { Clock } from "../../lib/ports/clock";

interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  #nowMs = Date.parse("2026-01-01T00:00:00Z");
  readonly #timers = new Set<Timer>();
  /** What `random()` returns. */
  chance = 0.5;

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  random(): number {
    return this.chance;
  }

  schedule(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Moves time on; what is due fires when time moves on the next time. */
  skip(ms: number): void {
    this.#nowMs += ms;
  }

  /** Moves time on and fires what is due, in order. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (let next = this.#nextDue(endMs); next !== undefined; next = this.#nextDue(endMs)) {
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  #nextDue(endMs: number): Timer | undefined {
    return [...this.#timers]
      .filter(timer => timer.dueMs <= endMs)
      .sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** Lets every promise that can go on go on. */
export async function settle(): Promise<void> {
  await new Promise(resolve => {
    setImmediate(resolve);
  });
}
