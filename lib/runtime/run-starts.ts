import { START_PRECEDENCE_MS } from "../defaults";
import type { Clock } from "../ports/clock";
import type { RunStarts } from "../ports/run-starts";

/**
 * Counts the runs that are being started, so that a fleet is at work before anybody watches or tells of it.
 *
 * A start that takes longer than `START_PRECEDENCE_MS` waits for its host and no longer counts, and nobody waits
 * longer than that, whatever is being started meanwhile.
 */
export class LiveRunStarts implements RunStarts {
  readonly #clock: Pick<Clock, "schedule">;
  readonly #starts = new Set<symbol>();
  readonly #waiting = new Set<() => void>();

  constructor(clock: Pick<Clock, "schedule">) {
    this.#clock = clock;
  }

  begin(): () => void {
    const start = Symbol("start");
    this.#starts.add(start);
    const end = (): void => {
      cancel();
      if (this.#starts.delete(start) && this.#starts.size === 0) {
        this.#release();
      }
    };
    const cancel = this.#clock.schedule(START_PRECEDENCE_MS, end);
    return end;
  }

  async calm(signal?: AbortSignal): Promise<void> {
    if (this.#starts.size === 0 || signal?.aborted === true) {
      return;
    }
    await new Promise<void>(resolve => {
      const go = (): void => {
        cancel();
        signal?.removeEventListener("abort", go);
        this.#waiting.delete(go);
        resolve();
      };
      const cancel = this.#clock.schedule(START_PRECEDENCE_MS, go);
      signal?.addEventListener("abort", go);
      this.#waiting.add(go);
    });
  }

  #release(): void {
    for (const go of this.#waiting) {
      go();
    }
  }
}
