import fc from "fast-check";
import {
  parseMaxUnavailable,
  resolveMaxUnavailable,
} from "../../../../lib/domain/rollout/max-unavailable";

const resolved = (text: string, total: number): number | undefined => {
  const limit = parseMaxUnavailable(text);
  return limit === undefined ? undefined : resolveMaxUnavailable(limit, total);
};

describe("max-unavailable", () => {
  it.each([
    ["1", 10, 1],
    ["20", 10, 20],
    ["25%", 10, 2],
    ["29%", 10, 2],
    ["30%", 10, 3],
    ["1%", 10, 1],
    ["99%", 1, 1],
    ["33%", 3, 1],
    ["100%", 7, 7],
  ])("%s of %d servers are %d", (text, total, want) => {
    expect(resolved(text, total)).toBe(want);
  });

  it.each(["", "0", "0%", "-1", "+1", "01", "1.5", "101%", "12.5%", "% 1", "1 %", "many", "1e3"])(
    "%p is none",
    text => {
      expect(parseMaxUnavailable(text)).toBeUndefined();
    },
  );

  it("of a percentage is the largest number that is no more than it, and at least one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(5000), (percent, total) => {
        const count = resolved(`${percent}%`, total) ?? 0;
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count === 1 || count * 100 <= percent * total).toBe(true);
        expect((count + 1) * 100).toBeGreaterThan(percent * total);
      }),
    );
  });
});
