import { QueueBench } from "./queue-bench";

describe("WorkQueue, asked for a pass within some time", () => {
  it("makes one, however often it is asked", async () => {
    const bench = new QueueBench();
    bench.queue.addWithin("a", 1000);
    await bench.clock.advance(600);
    bench.queue.addWithin("a", 1000);
    await bench.clock.advance(399);
    expect(bench.passes).toHaveLength(0);
    await bench.clock.advance(1);
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(1);
  });

  it("takes the sooner of two times", async () => {
    const bench = new QueueBench();
    bench.queue.addWithin("a", 1000);
    bench.queue.addWithin("a", 100);
    await bench.clock.advance(100);
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect([bench.passes, bench.clock.pending]).toEqual([["a"], 0]);
  });

  it("is content with one that is asked for at once", async () => {
    const bench = new QueueBench(1);
    await bench.add("blocker");
    bench.queue.addWithin("a", 1000);
    await bench.add("a");
    bench.queue.addWithin("a", 1000);
    await bench.end("blocker");
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toEqual(["blocker", "a"]);
  });

  it("counts from the asking when the key is in a pass, and that pass saw nothing of it", async () => {
    const bench = new QueueBench();
    await bench.add("a");
    bench.queue.addWithin("a", 1000);
    await bench.clock.advance(400);
    bench.queue.addWithin("a", 1000);
    await bench.end("a", { afterMs: 5000 });
    await bench.clock.advance(599);
    expect(bench.passes).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.passes).toHaveLength(2);
    await bench.end("a");
    await bench.clock.advance(10_000);
    expect(bench.passes).toHaveLength(2);
  });

  it("is at once when its time went by during the pass", async () => {
    const bench = new QueueBench();
    await bench.add("a");
    bench.queue.addWithin("a", 1000);
    await bench.clock.advance(5000);
    await bench.end("a");
    await bench.clock.advance(0);
    expect(bench.passes).toHaveLength(2);
  });
});
