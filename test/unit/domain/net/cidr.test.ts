import fc from "fast-check";
import { contains, isSubnet, meet, overlaps, rangeOf } from "../../../../lib/domain/net/cidr";

const address = fc.ipV4();
const bits = fc.integer({ min: 0, max: 32 });
const range = fc.tuple(address, bits).map(([base, length]) => `${base}/${length}`);

describe("isSubnet", () => {
  it.each(["10.50.1.0/24", "10.0.0.0/8", "192.168.4.128/25", "10.50.1.5/32", "128.0.0.0/1"])(
    "takes %s",
    text => {
      expect(isSubnet(text)).toBe(true);
    },
  );

  it.each([
    "",
    "10.50.1.0",
    "10.50.1.5/24",
    "10.50.1.0/33",
    "10.50.1.0/",
    "10.50.1.0/024",
    "010.50.1.0/24",
    "10.50.1/24",
    "0.0.0.0/0",
    "::/0",
    "fd00::/8",
    "10.50.1.0/24 ",
    "１０.50.1.0/24",
    "10.50.1.0/-1",
  ])("refuses %j", text => {
    expect(isSubnet(text)).toBe(false);
  });
});

describe("contains", () => {
  it.each([
    ["10.50.1.0/24", "10.50.1.255", true],
    ["10.50.1.0/24", "10.50.2.0", false],
    ["0.0.0.0/0", "203.0.113.9", true],
    ["10.50.1.0/24", "fe80::1", false],
    ["fd00::/8", "10.50.1.1", false],
    ["nonsense", "10.50.1.1", false],
  ])("%s holds %s: %s", (outer, inner, want) => {
    expect(contains(outer, inner)).toBe(want);
  });
});

describe("rangeOf", () => {
  it("is a prefix, or one address, and keeps how it was written", () => {
    const meets = (range: string, other: string): boolean => meet(rangeOf(range)!, rangeOf(other)!);
    expect(rangeOf("10.50.1.77/24")?.text).toBe("10.50.1.77/24");
    expect(meets("10.50.1.77/24", "10.50.1.0")).toBe(true);
    expect(meets("10.50.1.77", "10.50.1.0/24")).toBe(true);
    expect(meets("255.255.255.255", "0.0.0.0/0")).toBe(true);
    expect(meets("255.255.255.255", "255.255.255.254")).toBe(false);
    expect(rangeOf("10.50.1.0/33")).toBeUndefined();
  });

  it("stays right for more texts than it keeps", () => {
    const texts = Array.from({ length: 2500 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
    expect(texts.map(text => rangeOf(text)?.text)).toEqual(texts);
    expect(texts.map(text => rangeOf(text)?.text)).toEqual(texts);
  });
});

describe("overlaps", () => {
  it.each([
    ["10.50.0.0/16", "10.50.1.0/24", true],
    ["10.50.1.0/25", "10.50.1.128/25", false],
    ["10.50.1.0/24", "10.50.1.0/24", true],
    ["10.50.1.0/24", "nonsense", false],
    ["fd00::/8", "10.50.1.0/24", false],
  ])("%s and %s: %s", (a, b, want) => {
    expect(overlaps(a, b)).toBe(want);
    expect(overlaps(b, a)).toBe(want);
  });

  it("is so exactly when one holds the first address of the other", () => {
    fc.assert(
      fc.property(range, range, (a, b) => {
        const [startA = "", startB = ""] = [a, b].map(each => each.split("/")[0]);
        const [bitsA, bitsB] = [a, b].map(each => Number(each.split("/")[1]));
        const outer = (bitsA ?? 0) <= (bitsB ?? 0) ? contains(a, startB) : contains(b, startA);
        expect(overlaps(a, b)).toBe(outer);
      }),
    );
  });

  it("says nothing of what is no range, and never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(typeof overlaps(a, b)).toBe("boolean");
        expect(typeof contains(a, b)).toBe("boolean");
        expect(isSubnet(a) && a.endsWith("/0")).toBe(false);
      }),
    );
  });
});
