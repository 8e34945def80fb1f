import { backoffMs } from "../domain/retry";
import type { Clock } from "../ports/clock";
import type { Reconcile, Requeue } from "../ports/work";

/** What a queue needs. */
export interface WorkQueueOptions {
  readonly reconcile: Reconcile;
  readonly clock: Clock;
  /** Keys that are reconciled at once, those left out that have left their place. */
  readonly concurrency: number;
  /** Told of every failure, before it is repeated; may lengthen the back-off (milliseconds). */
  readonly onFailure: (key: string, error: unknown, attempt: number) => number | undefined;
}

/**
 * Keys that wait to be reconciled.
 *
 * 1. A key waits at most once. 2. It is never reconciled twice at once; added meanwhile, it runs again.
 * 3. At most `concurrency` keys run that have not left their place, the first that was asked for first. 4. A failure
 * re-adds with full-jitter back-off, a success forgets the attempts. 5. `{afterMs}` re-adds once, and an event before
 * then wins. 6. `stop()` aborts and waits. 7. `addWithin` adds once within its time, whatever it was asked for meanwhile.
 * 8. While it is held nothing waits and nothing runs: what is asked for is forgotten, since whoever opens it asks for
 * everything.
 */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #abort = new AbortController();
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  /** Running keys that have left their place. */
  readonly #away = new Set<string>();
  readonly #dirty = new Set<string>();
  /** Running keys that are to run again, and until when. */
  readonly #soon = new Map<string, number>();
  readonly #delayed = new Map<string, { readonly dueMs: number; readonly cancel: () => void }>();
  readonly #attempts = new Map<string, number>();
  #isHeld = false;
  /** When a pass last began, for which there was a place. */
  #lastBeganMs: number | undefined;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  /** Asks for a reconcile of the key as soon as there is room. */
  add(key: string): void {
    if (this.#takesNothing) {
      return;
    }
    this.#cancelDelay(key);
    if (this.#running.has(key)) {
      this.#dirty.add(key);
      return;
    }
    this.#waiting.add(key);
    this.#fill();
  }

  /** Asks for a reconcile within that time. Whatever is asked for until then takes part in the same one. */
  addWithin(key: string, delayMs: number): void {
    if (this.#takesNothing || this.#waiting.has(key)) {
      return;
    }
    if (this.#running.has(key)) {
      const dueMs = this.#options.clock.monotonic() + delayMs;
      this.#soon.set(key, Math.min(dueMs, this.#soon.get(key) ?? Infinity));
    } else {
      this.#delay(key, delayMs);
    }
  }

  /** Takes nothing until it is opened. To be called before anything was added. */
  hold(): void {
    this.#isHeld = true;
  }

  open(): void {
    this.#isHeld = false;
  }

  /** Keys that wait, run, and wait for their time. */
  get depth(): { readonly waiting: number; readonly running: number; readonly delayed: number } {
    return {
      waiting: this.#waiting.size,
      running: this.#running.size,
      delayed: this.#delayed.size,
    };
  }

  /** Milliseconds for which keys have waited and no pass began, since none gave its place back; 0 while nothing waits. */
  get stuckMs(): number {
    const nowMs = this.#options.clock.monotonic();
    return this.#waiting.size === 0 ? 0 : nowMs - (this.#lastBeganMs ?? nowMs);
  }

  /** Aborts what runs, drops what waits, and resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#waiting.clear();
    this.#dirty.clear();
    this.#soon.clear();
    for (const key of [...this.#delayed.keys()]) {
      this.#cancelDelay(key);
    }
    await Promise.all(this.#running.values());
  }

  get #takesNothing(): boolean {
    return this.#isHeld || this.#abort.signal.aborted;
  }

  #fill(): void {
    for (const key of this.#waiting) {
      if (this.#running.size - this.#away.size >= this.#options.concurrency) {
        return;
      }
      this.#waiting.delete(key);
      this.#lastBeganMs = this.#options.clock.monotonic();
      this.#running.set(key, this.#run(key));
    }
  }

  async #run(key: string): Promise<void> {
    // The caller of add() goes on first: reconciling is never part of a watch callback.
    await Promise.resolve();
    const delayMs = await this.#outcome(key);
    this.#running.delete(key);
    this.#away.delete(key);
    if (this.#abort.signal.aborted) {
      return;
    }
    if (this.#dirty.delete(key)) {
      this.#waiting.add(key);
    } else {
      this.#delayAsAsked(key, delayMs);
    }
    this.#soon.delete(key);
    this.#fill();
  }

  /** Runs the key once; the time until it wants to run again, if any. */
  async #outcome(key: string): Promise<number | undefined> {
    let isRunning = true;
    const leave = (): void => {
      if (isRunning) {
        this.#away.add(key);
        this.#fill();
      }
    };
    try {
      const requeue: Requeue = await this.#options.reconcile(key, this.#abort.signal, leave);
      this.#attempts.delete(key);
      return requeue?.afterMs;
    } catch (error: unknown) {
      if (this.#abort.signal.aborted) {
        return undefined;
      }
      const attempt = (this.#attempts.get(key) ?? 0) + 1;
      this.#attempts.set(key, attempt);
      const least = this.#options.onFailure(key, error, attempt) ?? 0;
      return Math.max(least, backoffMs(attempt, this.#options.clock.random()));
    } finally {
      isRunning = false;
    }
  }

  /** What the pass asked for, and what was asked for meanwhile. */
  #delayAsAsked(key: string, delayMs: number | undefined): void {
    if (delayMs !== undefined) {
      this.#delay(key, delayMs);
    }
    const soonMs = this.#soon.get(key);
    if (soonMs !== undefined) {
      this.#delay(key, Math.max(0, soonMs - this.#options.clock.monotonic()));
    }
  }

  /** The earlier one stands. */
  #delay(key: string, delayMs: number): void {
    const dueMs = this.#options.clock.monotonic() + delayMs;
    if ((this.#delayed.get(key)?.dueMs ?? Infinity) <= dueMs) {
      return;
    }
    this.#cancelDelay(key);
    const cancel = this.#options.clock.schedule(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, { dueMs, cancel });
  }

  #cancelDelay(key: string): void {
    this.#delayed.get(key)?.cancel();
    this.#delayed.delete(key);
  }
}
