import fc from "fast-check";
import { formatViolations, freshViolations, shown, when } from "../../../lib/domain/violation";

describe("shown", () => {
  it.each([
    { value: "10.50.1", want: '"10.50.1"' },
    { value: "", want: '""' },
    { value: undefined, want: '""' },
    { value: null, want: '"null"' },
    { value: 123, want: '"123"' },
    { value: true, want: '"true"' },
    { value: 'a"b\\c', want: '"a\\"b\\\\c"' },
    { value: "a\nb\tc\u0000", want: '"a\\nb\\tc\\u0000"' },
    { value: "\u001b[2J", want: '"\\u001b[2J"' },
    { value: "\u202e５", want: '"\\u202e\\uff15"' },
    { value: "\u007f\u0085", want: '"\\u007f\\u0085"' },
    { value: "😀", want: '"\\ud83d\\ude00"' },
    { value: "\ud800", want: '"\\ud800"' },
    { value: ["x"], want: '"[\\"x\\"]"' },
  ])("shows $value as $want", ({ value, want }) => {
    expect(shown(value)).toBe(want);
  });

  it("shows a value of 62 characters whole and cuts a longer one", () => {
    expect(shown("a".repeat(62))).toBe(`"${"a".repeat(62)}"`);
    expect(shown("a".repeat(63))).toBe(`"${"a".repeat(61)}…"`);
  });

  it("is short, quoted and printable, whatever it shows", () => {
    const value = fc.oneof(fc.string({ unit: "binary", maxLength: 100 }), fc.jsonValue());
    fc.assert(
      fc.property(value, anything => {
        expect(shown(anything)).toMatch(/^"[\x20-\x7e]{0,62}…?"$/);
        expect(shown(anything).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});

describe("formatViolations", () => {
  it("writes one violation a line, each with its field", () => {
    const violations = [
      { field: "spec.ipv4", message: "is bad" },
      { field: "spec.mac", message: "is worse" },
    ];
    expect(formatViolations(violations)).toBe("spec.ipv4: is bad\nspec.mac: is worse");
  });

  it("writes nothing of none", () => {
    expect(formatViolations([])).toBe("");
  });
});

describe("freshViolations", () => {
  const old = { field: "spec.ipv4", message: '"x" is bad' };
  const other = { field: "spec.ipv4", message: '"y" is bad' };
  const elsewhere = { field: "spec.mac", message: '"x" is bad' };

  it("lets stay what was as wrong before", () => {
    expect(freshViolations([old], [old, elsewhere])).toEqual([]);
  });

  it("tells another wrong value, and another field", () => {
    expect(freshViolations([other, elsewhere], [old])).toEqual([other, elsewhere]);
  });
});

describe("when", () => {
  it("gives the violation of a broken rule", () => {
    expect(when(true, "spec.x", () => "is bad")).toEqual([{ field: "spec.x", message: "is bad" }]);
  });

  it("gives nothing otherwise, and does not even ask for the message", () => {
    const message = () => {
      throw new Error("asked");
    };
    expect(when(false, "spec.x", message)).toEqual([]);
  });
});
