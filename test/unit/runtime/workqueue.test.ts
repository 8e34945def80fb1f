import fc from "fast-check";
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from "../../../lib/defaults";
import type { Requeue } from "../../../lib/ports/work";
import { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeClock, settle } from "../../fakes/clock";

/** A reconcile whose passes end when the test says so, and that keeps the books. */
class Bench {
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

describe("WorkQueue", () => {
  it("holds a key once, however often it is added", async () => {
    const bench = new Bench(1);
    await bench.add("blocker", "a", "a", "a");
    expect(bench.queue.depth.waiting).toBe(1);
  });

  it("returns to the caller before it reconciles", () => {
    const bench = new Bench();
    bench.queue.add("a");
    expect(bench.passes).toEqual([]);
  });

  it("runs a key again when it was added during its pass", async () => {
    const bench = new Bench();
    await bench.add("a");
    await bench.add("a", "a");
    expect(bench.passes).toEqual(["a"]);
    await bench.end("a");
    expect(bench.passes).toEqual(["a", "a"]);
  });

  it("starts waiting keys in the order of their arrival", async () => {
    const bench = new Bench(1);
    await bench.add("a", "b", "c", "b");
    await bench.end("a");
    await bench.end("b");
    await bench.end("c");
    expect(bench.passes).toEqual(["a", "b", "c"]);
  });

  it("repeats a failure after a jittered, growing, capped back-off", async () => {
    const bench = new Bench();
    bench.clock.chance = 1;
    await bench.add("a");
    await bench.fail("a");
    await bench.clock.advance(BACKOFF_BASE_MS - 1);
    expect(bench.passes).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.passes).toHaveLength(2);
    await bench.fail("a");
    await bench.clock.advance(2 * BACKOFF_BASE_MS - 1);
    expect(bench.passes).toHaveLength(2);
    for (let attempt = 0; attempt < 40; attempt++) {
      await bench.clock.advance(BACKOFF_CAP_MS);
      await bench.fail("a");
    }
    expect(bench.passes).toHaveLength(42);
  });

  it("forgets the attempts after a success", async () => {
    const bench = new Bench();
    bench.clock.chance = 1;
    await bench.add("a");
    await bench.fail("a");
    await bench.clock.advance(BACKOFF_BASE_MS);
    await bench.end("a");
    await bench.add("a");
    await bench.fail("a");
    await bench.clock.advance(BACKOFF_BASE_MS);
    expect(bench.passes).toHaveLength(4);
  });

  it("waits at least as long as the failure asks", async () => {
    const clock = new FakeClock();
    let passes = 0;
    const queue = new WorkQueue({
      clock,
      concurrency: 1,
      onFailure: () => 60_000,
      reconcile: () => {
        passes++;
        return Promise.reject(new Error("refused"));
      },
    });
    queue.add("a");
    await settle();
    await clock.advance(59_999);
    expect(passes).toBe(1);
    await clock.advance(1);
    expect(passes).toBe(2);
  });

  it("re-adds once after the time that a pass asked for", async () => {
    const bench = new Bench();
    await bench.add("a");
    await bench.end("a", { afterMs: 1000 });
    await bench.clock.advance(1000);
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(2);
  });

  it("lets an event win over a delay", async () => {
    const bench = new Bench();
    await bench.add("a");
    await bench.end("a", { afterMs: 1000 });
    await bench.add("a");
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(2);
    expect(bench.clock.pending).toBe(0);
  });

  it("aborts what runs, waits for it, and takes nothing more", async () => {
    const bench = new Bench(1);
    await bench.add("a", "b");
    await bench.queue.stop();
    expect(bench.signal?.aborted).toBe(true);
    await bench.add("c");
    expect(bench.passes).toEqual(["a"]);
    expect(bench.queue.depth).toEqual({ waiting: 0, running: 0, delayed: 0 });
  });

  it("keeps its contract in any order of events", async () => {
    const key = fc.constantFrom("a", "b", "c", "d");
    const event = fc.oneof(
      fc.record({ do: fc.constant("add" as const), key }),
      fc.record({ do: fc.constant("end" as const), key }),
      fc.record({ do: fc.constant("later" as const), key }),
      fc.record({ do: fc.constant("fail" as const), key }),
      fc.record({ do: fc.constant("tick" as const), key }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async events => {
        const bench = new Bench(2);
        const asked = new Set<string>();
        for (const { do: what, key: name } of events) {
          if (what === "add") {
            asked.add(name);
            await bench.add(name);
          } else if (what === "end") {
            await bench.end(name);
          } else if (what === "later") {
            await bench.end(name, { afterMs: 100 });
          } else if (what === "fail") {
            await bench.fail(name);
          } else {
            await bench.clock.advance(BACKOFF_CAP_MS);
          }
        }
        expect(bench.overlaps).toBe(0);
        expect(bench.most).toBeLessThanOrEqual(2);
        // Whatever was asked for has run by the time the queue is idle, and the queue does become idle.
        for (let round = 0; round < 500 && bench.isBusy(); round++) {
          for (const open of [...bench.open.keys()]) {
            await bench.end(open);
          }
          await bench.clock.advance(BACKOFF_CAP_MS);
        }
        expect(new Set(bench.passes)).toEqual(asked);
        for (const name of asked) {
          expect(bench.journal.lastIndexOf(`pass ${name}`)).toBeGreaterThan(
            bench.journal.lastIndexOf(`add ${name}`),
          );
        }
        expect(bench.queue.depth).toEqual({ waiting: 0, running: 0, delayed: 0 });
      }),
      { numRuns: 200 },
    );
  });
});
