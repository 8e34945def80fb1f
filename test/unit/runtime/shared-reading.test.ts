import { SharedReading } from "../../../lib/runtime/shared-reading";
import { FakeClock, settle } from "../../fakes/clock";

const SPACING_MS = 1_000;

describe("SharedReading", () => {
  let clock: FakeClock;
  let begun: (() => void)[];
  let reading: SharedReading<number>;

  beforeEach(() => {
    clock = new FakeClock();
    begun = [];
    const read = (): Promise<number> =>
      new Promise(resolve => {
        const number = begun.length;
        begun.push(() => {
          resolve(number);
        });
      });
    reading = new SharedReading(read, { clock, spacingMs: SPACING_MS });
  });

  it("is shared by all who ask before it begins, and by nobody else", async () => {
    const first = [reading.next(), reading.next()];
    await settle();
    const second = [reading.next(), reading.next()];
    begun[0]?.();
    expect(await Promise.all(first)).toEqual([0, 0]);
    await clock.advance(SPACING_MS);
    begun[1]?.();
    expect(await Promise.all(second)).toEqual([1, 1]);
    expect(begun).toHaveLength(2);
  });

  it("keeps its pace, and waits for the one before", async () => {
    void reading.next();
    await settle();
    void reading.next();
    await clock.advance(2 * SPACING_MS);
    expect(begun).toHaveLength(1);
    begun[0]?.();
    await settle();
    expect(begun).toHaveLength(2);
    begun[1]?.();
    void reading.next();
    await settle();
    expect(begun).toHaveLength(2);
    await clock.advance(SPACING_MS);
    expect(begun).toHaveLength(3);
  });

  it("goes on after one that failed", async () => {
    let failures = 1;
    const read = (): Promise<string> =>
      failures-- > 0 ? Promise.reject(new Error("away")) : Promise.resolve("good");
    const other = new SharedReading(read, { clock, spacingMs: 0 });
    await expect(other.next()).rejects.toThrow("away");
    expect(await other.next()).toBe("good");
  });
});
