import fc from "fast-check";
import { Latest } from "../../../../lib/reconcilers/operation/latest";
import { settle } from "../../../fakes/clock";

/** A writer whose writes end when the test says so. */
class Desk {
  readonly written: string[] = [];
  overlaps = 0;
  readonly #open: { end: () => void; fail: (error: Error) => void }[] = [];

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
  it("writes the first value at once", () => {
    const desk = new Desk();
    new Latest(desk.write).push("a");
    expect(desk.written).toEqual(["a"]);
  });

  it("writes only the newest of the values that waited", async () => {
    const desk = new Desk();
    const latest = new Latest(desk.write);
    latest.push("a");
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
    const latest = new Latest(desk.write);
    latest.push("a");
    await desk.end();
    latest.push("b");
    expect(desk.written).toEqual(["a", "b"]);
  });

  it("flushes at once when nothing was pushed", async () => {
    await expect(new Latest(new Desk().write).flush()).resolves.toBeUndefined();
  });

  it("flushes when everything that was pushed is written", async () => {
    const desk = new Desk();
    const latest = new Latest(desk.write);
    latest.push("a");
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
    const latest = new Latest(desk.write);
    latest.push("a");
    const error = new Error("conflict");
    await desk.fail(error);
    await expect(latest.flush()).rejects.toBe(error);
  });

  it("does not mind an earlier failure, for the later value says it all", async () => {
    const desk = new Desk();
    const latest = new Latest(desk.write);
    latest.push("a");
    latest.push("b");
    await desk.fail(new Error("conflict"));
    expect(desk.written).toEqual(["a", "b"]);
    await desk.end();
    await expect(latest.flush()).resolves.toBeUndefined();
  });

  it("survives a write that throws at once", async () => {
    const written: number[] = [];
    const latest = new Latest<number>(value => {
      written.push(value);
      throw new Error("at once");
    });
    latest.push(1);
    latest.push(2);
    await expect(latest.flush()).rejects.toThrow("at once");
    expect(written).toEqual([1, 2]);
  });

  it("writes one value at a time, in order, and the last one last, however they come", async () => {
    const step = fc.constantFrom("push", "end", "fail");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const desk = new Desk();
        const latest = new Latest(desk.write);
        let pushed = 0;
        for (const what of steps) {
          if (what === "push") {
            latest.push(String(++pushed).padStart(3, "0"));
          } else if (what === "end") {
            await desk.end();
          } else {
            await desk.fail(new Error("conflict"));
          }
        }
        await desk.end();
        await desk.end();
        await latest.flush().catch(() => undefined);
        expect(desk.overlaps).toBe(0);
        expect(desk.written).toEqual([...new Set(desk.written)].sort());
        expect(desk.written.at(-1)).toBe(
          pushed === 0 ? undefined : String(pushed).padStart(3, "0"),
        );
      }),
    );
  });
});
