import fc from "fast-check";
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from "../../../lib/defaults";
import { WorkQueue } from "../../../lib/runtime/workqueue";
import { FakeClock, settle } from "../../fakes/clock";
import { QueueBench } from "./queue-bench";

describe("WorkQueue", () => {
  it("holds a key once, however often it is added", async () => {
    const bench = new QueueBench(1);
    await bench.add("blocker", "a", "a", "a");
    expect(bench.queue.depth.waiting).toBe(1);
  });

  it("returns to the caller before it reconciles", () => {
    const bench = new QueueBench();
    bench.queue.add("a");
    expect(bench.passes).toEqual([]);
  });

  it("runs a key again when it was added during its pass", async () => {
    const bench = new QueueBench();
    await bench.add("a");
    await bench.add("a", "a");
    expect(bench.passes).toEqual(["a"]);
    await bench.end("a");
    expect(bench.passes).toEqual(["a", "a"]);
  });

  it("starts waiting keys in the order of their arrival", async () => {
    const bench = new QueueBench(1);
    await bench.add("a", "b", "c", "b");
    await bench.end("a");
    await bench.end("b");
    await bench.end("c");
    expect(bench.passes).toEqual(["a", "b", "c"]);
  });

  it("repeats a failure after a jittered, growing, capped back-off", async () => {
    const bench = new QueueBench();
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
    const bench = new QueueBench();
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
    const bench = new QueueBench();
    await bench.add("a");
    await bench.end("a", { afterMs: 1000 });
    await bench.clock.advance(1000);
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(2);
  });

  it("lets an event win over a delay", async () => {
    const bench = new QueueBench();
    await bench.add("a");
    await bench.end("a", { afterMs: 1000 });
    await bench.add("a");
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(2);
    expect(bench.clock.pending).toBe(0);
  });

  it("aborts what runs, waits for it, and takes nothing more", async () => {
    const bench = new QueueBench(1);
    await bench.add("a", "b");
    await bench.queue.stop();
    expect(bench.signal?.aborted).toBe(true);
    await bench.add("c");
    expect(bench.passes).toEqual(["a"]);
    expect(bench.queue.depth).toEqual({ waiting: 0, running: 0, delayed: 0 });
  });

  it("takes nothing while it is held, and works once it is opened", async () => {
    const bench = new QueueBench();
    bench.queue.hold();
    await bench.add("a");
    bench.queue.addWithin("b", 1000);
    await bench.clock.advance(10_000);
    expect(bench.passes).toEqual([]);
    expect(bench.queue.depth).toEqual({ waiting: 0, running: 0, delayed: 0 });
    bench.queue.open();
    await bench.add("c");
    expect(bench.passes).toEqual(["c"]);
  });

  it("keeps its contract in any order of events", async () => {
    const key = fc.constantFrom("a", "b", "c", "d");
    const event = fc.oneof(
      fc.record({ do: fc.constant("add" as const), key }),
      fc.record({ do: fc.constant("soon" as const), key }),
      fc.record({ do: fc.constant("end" as const), key }),
      fc.record({ do: fc.constant("later" as const), key }),
      fc.record({ do: fc.constant("fail" as const), key }),
      fc.record({ do: fc.constant("tick" as const), key }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 60 }), async events => {
        const bench = new QueueBench(2);
        const asked = new Set<string>();
        const actions = {
          add: (name: string) => bench.add(name),
          soon: (name: string) => bench.addWithin(name, 1000),
          end: (name: string) => bench.end(name),
          later: (name: string) => bench.end(name, { afterMs: 100 }),
          fail: (name: string) => bench.fail(name),
          tick: () => bench.clock.advance(BACKOFF_CAP_MS),
        };
        for (const { do: what, key: name } of events) {
          if (what === "add" || what === "soon") {
            asked.add(name);
          }
          await actions[what](name);
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
