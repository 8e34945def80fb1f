import { inColour, plain } from "../../../lib/cli/paint";

describe("paint", () => {
  it("colours what has a colour, and nothing else", () => {
    expect(inColour("ready", "green")).toBe("\u001b[32mready\u001b[39m");
    expect(inColour("ready", undefined)).toBe("ready");
    expect(inColour("", "green")).toBe("");
    expect(plain("ready", "green")).toBe("ready");
  });
});
