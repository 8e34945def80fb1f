/**
 * Reads that wait for their turn. Who asks for the same meanwhile shares the answer, which is no older than either
 * question: a read that has begun is never shared.
 */
export class PendingReads {
  readonly #pending = new Map<string, Promise<unknown>>();

  /** The answer of the read that waits, or else of the one that `start` puts in line. That calls `begun` later. */
  async share(what: string, start: (begun: () => void) => Promise<unknown>): Promise<unknown> {
    const pending = this.#pending.get(what);
    if (pending !== undefined) {
      return await pending;
    }
    const state = { hasBegun: false };
    const read = start(() => {
      state.hasBegun = true;
      this.#pending.delete(what);
    });
    if (!state.hasBegun) {
      this.#pending.set(what, read);
    }
    return await read;
  }
}
