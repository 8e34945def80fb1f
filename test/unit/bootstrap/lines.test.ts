import fc from "fast-check";
import { Lines } from "../../../lib/bootstrap/lines";

/** The lines of a text that comes in pieces of so many bytes. */
function linesOf(text: string, size: number, limit = 100): string[] {
  const lines = new Lines(limit);
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    found.push(...lines.push(bytes.subarray(at, at + size)));
  }
  return found;
}

describe("Lines", () => {
  it("are those of the text, but for an unfinished one, however it is cut", () => {
    const line = fc
      .string({ unit: "binary", maxLength: 20 })
      .map(text => text.replaceAll("\n", ""));
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 9 }), (texts, size) => {
        const text = texts.map(each => `${each}\n`).join("");
        const whole = Buffer.from(text).toString().split("\n").slice(0, -1);
        expect(linesOf(`${text}unfinished`, size)).toEqual(whole);
      }),
    );
  });

  it.each([1, 3, 7, 50, 1000])(
    "are dropped whole when they are too long, in pieces of %i",
    size => {
      const long = "x".repeat(101);
      expect(linesOf(`a\n${long}\nb\n${long}${long}\nc\n`, size)).toEqual(["a", "b", "c"]);
      expect(linesOf(`${"x".repeat(100)}\n`, size)).toEqual(["x".repeat(100)]);
    },
  );
});
