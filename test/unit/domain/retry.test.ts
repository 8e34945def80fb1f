import fc from "fast-check";
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from "../../../lib/defaults";
import { backoffMs } from "../../../lib/domain/retry";

/** Just under one, which `Math.random` never reaches. */
const ALMOST_ONE = 1 - Number.EPSILON / 2;

const attempt = fc.integer({ min: 1, max: 100_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("backoffMs", () => {
  it.each([
    { attempt: 1, want: 500 },
    { attempt: 2, want: 1000 },
    { attempt: 3, want: 2000 },
    { attempt: 7, want: 32_000 },
    { attempt: 8, want: 60_000 },
    { attempt: 9, want: 60_000 },
    { attempt: 1_000_000, want: 60_000 },
  ])("waits at most $want ms before try $attempt", ({ attempt: number, want }) => {
    expect(backoffMs(number, ALMOST_ONE)).toBe(want);
  });

  it("spreads the waits over the whole interval", () => {
    expect(backoffMs(1, 0)).toBe(0);
    expect(backoffMs(1, 0.5)).toBe(BACKOFF_BASE_MS / 2);
    expect(backoffMs(8, 0.25)).toBe(BACKOFF_CAP_MS / 4);
  });

  it("is a whole number of milliseconds between zero and the cap", () => {
    fc.assert(
      fc.property(attempt, random, (number, chance) => {
        const ms = backoffMs(number, chance);
        expect(Number.isInteger(ms)).toBe(true);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(BACKOFF_CAP_MS);
      }),
    );
  });

  it("never waits less than before at the same throw of the dice", () => {
    fc.assert(
      fc.property(attempt, random, (number, chance) => {
        expect(backoffMs(number + 1, chance)).toBeGreaterThanOrEqual(backoffMs(number, chance));
      }),
    );
  });
});
