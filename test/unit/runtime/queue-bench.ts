import type { Requeue } from "../../../lib/ports/work";
import { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeClock, settle } from "../../fakes/clock";

/** A reconcile whose passes end when the test says so, and that keeps the books. */
export class QueueBench {
  readonly clock = new FakeClock();
  readonly queue: WorkQueue;
  readonly passes: string[] = [];
  /** Adds and passes, in the order in which they happened. */
  readonly journal: string[] = [];
  readonly open = new Map<string, { end: (requeue?: Requeue) => void; fail: () => void }>();
  signal: AbortSignal | undefined;
  overlaps = 0;
  most = 0;

  constructor(concurrency = 2) {
    this.queue = new WorkQueue({
      clock: this.clock,
      concurrency,
      onFailure: () => undefined,
      reconcile: (key, signal) => this.#pass(key, signal),
    });
  }

  #pass(key: string, signal: AbortSignal): Promise<Requeue> {
    this.signal = signal;
    this.passes.push(key);
    this.journal.push(`pass ${key}`);
    this.overlaps += this.open.has(key) ? 1 : 0;
    return new Promise((resolve, reject) => {
      const close = (then: () => void) => {
        this.open.delete(key);
        then();
      };
      this.open.set(key, {
        end: requeue => close(() => resolve(requeue)),
        fail: () => close(() => reject(new Error("on purpose"))),
      });
      this.most = Math.max(this.most, this.open.size);
      signal.addEventListener("abort", () => close(() => resolve(undefined)));
    });
  }

  async add(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.journal.push(`add ${key}`);
      this.queue.add(key);
    }
    await settle();
  }

  async addWithin(key: string, delayMs: number): Promise<void> {
    this.journal.push(`add ${key}`);
    this.queue.addWithin(key, delayMs);
    await settle();
  }

  isBusy(): boolean {
    return this.open.size + this.queue.depth.delayed > 0;
  }

  async end(key: string, requeue?: Requeue): Promise<void> {
    this.open.get(key)?.end(requeue);
    await settle();
  }

  async fail(key: string): Promise<void> {
    this.open.get(key)?.fail();
    await settle();
  }
}
