import { RecentReading } from "../../../lib/runtime/recent-reading";
import { FakeClock, settle } from "../../fakes/clock";

const FRESH_MS = 5_000;

describe("RecentReading", () => {
  let clock: FakeClock;
  let begun: { readonly answer: () => void; readonly fail: () => void }[];
  let reading: RecentReading<number>;

  beforeEach(() => {
    clock = new FakeClock();
    begun = [];
    const read = (): Promise<number> =>
      new Promise((resolve, reject) => {
        const number = begun.length;
        begun.push({
          answer: () => {
            resolve(number);
          },
          fail: () => {
            reject(new Error(`${number} failed`));
          },
        });
      });
    reading = new RecentReading(read, { clock, freshMs: FRESH_MS });
  });

  it("is shared by all who ask while it is under way, however long that is", async () => {
    const early = reading.recent();
    await clock.advance(10 * FRESH_MS);
    const late = reading.recent();
    begun[0]?.answer();
    expect(await Promise.all([early, late])).toEqual([0, 0]);
    expect(begun).toHaveLength(1);
  });

  it("counts for a while after it began", async () => {
    const first = reading.recent();
    begun[0]?.answer();
    await first;
    await clock.advance(FRESH_MS - 1);
    expect(await reading.recent()).toBe(0);
    await clock.advance(1);
    const next = reading.recent();
    begun[1]?.answer();
    expect(await next).toBe(1);
  });

  it("is made anew by the next one after it failed", async () => {
    const both = Promise.allSettled([reading.recent(), reading.recent()]);
    begun[0]?.fail();
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await settle();
    const next = reading.recent();
    begun[1]?.answer();
    expect(await next).toBe(1);
  });
});
