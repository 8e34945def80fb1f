import type { Clock } from "../../ports/clock";

/** How long values are collected before the first of them is written. */
interface Settling {
  readonly clock: Pick<Clock, "schedule">;
  readonly settleMs: number;
}

/**
 * Writes values one at a time, a moment after they came; meanwhile, and while a write is under way, only the newest
 * value waits.
 *
 * A status that lags behind catches up in one write, however many steps went by.
 */
export class Latest<T> {
  readonly #write: (value: T) => Promise<void>;
  readonly #settling: Settling;
  #next: { readonly value: T } | undefined;
  #isWriting = false;
  #isAbandoned = false;
  #cancel: (() => void) | undefined;
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(write: (value: T) => Promise<void>, settling: Settling) {
    this.#write = write;
    this.#settling = settling;
  }

  /** Takes a value to write; returns at once. */
  push(value: T): void {
    if (this.#isAbandoned) {
      return;
    }
    this.#next = { value };
    if (!this.#isWriting) {
      const { clock, settleMs } = this.#settling;
      this.#cancel ??= clock.schedule(settleMs, () => {
        this.#start();
      });
    }
  }

  /** Writes what waits, and resolves when everything pushed so far is written; rejects when the last write failed. */
  async flush(): Promise<void> {
    if (this.#cancel !== undefined) {
      this.#cancel();
      this.#start();
    }
    await this.#written;
    if (this.#failure !== undefined) {
      throw this.#failure.error as Error;
    }
  }

  /** Drops what waits and what still comes, and resolves when nothing is being written any more: somebody else has the word. Never rejects. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#next = undefined;
    await this.#written;
  }

  #start(): void {
    this.#cancel = undefined;
    this.#isWriting = true;
    this.#written = this.#drain();
  }

  /** Never rejects: a failed write matters only if it was the last. */
  async #drain(): Promise<void> {
    while (this.#next !== undefined) {
      const { value } = this.#next;
      this.#next = undefined;
      try {
        await this.#write(value);
        this.#failure = undefined;
      } catch (error: unknown) {
        this.#failure = { error };
      }
    }
    this.#isWriting = false;
  }
}
