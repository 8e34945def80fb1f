import fc from "fast-check";
import { Latest } from "../../../../lib/reconcilers/operation/latest";
import { FakeClock, settle } from "../../../fakes/clock";

const SETTLE_MS = 100;

/** A writer whose writes end when the test says so. */
class Desk {
  readonly written: string[] = [];
  overlaps = 0;
  readonly #open: { end: () => void; fail: (error: Error) => void }[] = [];

  readonly #clock = new FakeClock();

  latest(): Latest<string> {
    return new Latest(this.write, { clock: this.#clock, settleMs: SETTLE_MS });
  }

  /** Time goes by. */
  async wait(ms = SETTLE_MS): Promise<void> {
    await this.#clock.advance(ms);
  }

  readonly write = (value: string): Promise<void> => {
    this.written.push(value);
    this.overlaps += this.#open.length;
    return new Promise((resolve, reject) => {
      this.#open.push({ end: resolve, fail: reject });
    });
  };

  async end(): Promise<void> {
    this.#open.shift()?.end();
    await settle();
  }

  async fail(error: Error): Promise<void> {
    this.#open.shift()?.fail(error);
    await settle();
  }
}

/** What a promise has come to so far. */
async function stateOf(promise: Promise<void>): Promise<string> {
  let state = "pending";
  promise.then(
    () => (state = "resolved"),
    () => (state = "rejected"),
  );
  await settle();
  return state;
}

describe("Latest", () => {
  it("writes the newest of the values that came within a moment of the first", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait(SETTLE_MS - 1);
    latest.push("b");
    expect(desk.written).toEqual([]);
    await desk.wait(1);
    expect(desk.written).toEqual(["b"]);
  });

  it("writes at once what waits when it is flushed, and once", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    const flushed = latest.flush();
    expect(desk.written).toEqual(["a"]);
    await desk.end();
    await flushed;
    await desk.wait();
    expect(desk.written).toEqual(["a"]);
  });

  it("writes only the newest of the values that waited", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    latest.push("b");
    latest.push("c");
    expect(desk.written).toEqual(["a"]);
    await desk.end();
    expect(desk.written).toEqual(["a", "c"]);
    await desk.end();
    expect(desk.written).toEqual(["a", "c"]);
  });

  it("writes again after it was idle", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    await desk.end();
    latest.push("b");
    await desk.wait();
    expect(desk.written).toEqual(["a", "b"]);
  });

  it("flushes at once when nothing was pushed", async () => {
    await expect(new Desk().latest().flush()).resolves.toBeUndefined();
  });

  it("flushes when everything that was pushed is written", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    latest.push("b");
    const flushed = latest.flush();
    expect(await stateOf(flushed)).toBe("pending");
    await desk.end();
    expect(await stateOf(flushed)).toBe("pending");
    await desk.end();
    expect(await stateOf(flushed)).toBe("resolved");
  });

  it("says that the last write failed", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    const error = new Error("conflict");
    await desk.fail(error);
    await expect(latest.flush()).rejects.toBe(error);
  });

  it("does not mind an earlier failure, for the later value says it all", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    latest.push("b");
    await desk.fail(new Error("conflict"));
    expect(desk.written).toEqual(["a", "b"]);
    await desk.end();
    await expect(latest.flush()).resolves.toBeUndefined();
  });

  it("writes nothing more once it was abandoned", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await latest.abandon();
    latest.push("b");
    await desk.wait();
    expect(desk.written).toEqual([]);
  });

  it("is abandoned when the write that is under way has ended, and does not mind its failure", async () => {
    const desk = new Desk();
    const latest = desk.latest();
    latest.push("a");
    await desk.wait();
    latest.push("b");
    const abandoned = latest.abandon();
    expect(await stateOf(abandoned)).toBe("pending");
    await desk.fail(new Error("conflict"));
    expect(await stateOf(abandoned)).toBe("resolved");
    expect(desk.written).toEqual(["a"]);
  });

  it("survives a write that throws at once", async () => {
    const written: number[] = [];
    const settling = { clock: new FakeClock(), settleMs: SETTLE_MS };
    const latest = new Latest<number>(value => {
      written.push(value);
      throw new Error("at once");
    }, settling);
    for (const value of [1, 2]) {
      latest.push(value);
      await expect(latest.flush()).rejects.toThrow("at once");
    }
    expect(written).toEqual([1, 2]);
  });

  it("writes one value at a time, in order, and the last one last, however they come", async () => {
    const step = fc.constantFrom("push", "end", "fail", "wait");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const desk = new Desk();
        const latest = desk.latest();
        let pushed = 0;
        for (const what of steps) {
          if (what === "push") {
            latest.push(String(++pushed).padStart(3, "0"));
          } else if (what === "wait") {
            await desk.wait();
          } else if (what === "end") {
            await desk.end();
          } else {
            await desk.fail(new Error("conflict"));
          }
        }
        const flushed = latest.flush().catch(() => undefined);
        await desk.end();
        await desk.end();
        await flushed;
        expect(desk.overlaps).toBe(0);
        expect(desk.written).toEqual([...new Set(desk.written)].sort());
        expect(desk.written.at(-1)).toBe(
          pushed === 0 ? undefined : String(pushed).padStart(3, "0"),
        );
      }),
    );
  });
});
