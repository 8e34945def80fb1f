import { oneLine } from "../../../lib/cli/text";

describe("oneLine", () => {
  it.each([
    ["two\nlines\r\nand\ttabs ", "two lines and tabs"],
    ["\u001b[2J\u001b]0;title\u0007 cleared \u0000", "cleared"],
    ["", ""],
  ])("makes %j %j", (text, want) => {
    expect(oneLine(text)).toBe(want);
  });
});
