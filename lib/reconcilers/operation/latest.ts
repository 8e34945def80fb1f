/**
 * Writes values one at a time; while a write is under way, only the newest value waits.
 *
 * A status that lags behind catches up in one write, however many steps went by.
 */
export class Latest<T> {
  readonly #write: (value: T) => Promise<void>;
  #next: { readonly value: T } | undefined;
  #isWriting = false;
  #written: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  constructor(write: (value: T) => Promise<void>) {
    this.#write = write;
  }

  /** Takes a value to write; returns at once. */
  push(value: T): void {
    this.#next = { value };
    if (!this.#isWriting) {
      this.#isWriting = true;
      this.#written = this.#drain();
    }
  }

  /** Resolves when everything pushed so far is written; rejects when the last write failed. */
  async flush(): Promise<void> {
    await this.#written;
    if (this.#failure !== undefined) {
      throw this.#failure.error as Error;
    }
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
