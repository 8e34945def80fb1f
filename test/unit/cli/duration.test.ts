import { between, formatDuration, parseDuration } from "../../../lib/cli/duration";

describe("formatDuration", () => {
  it.each([
    [-5, "0s"],
    [4_000, "4s"],
    [420, "0.4s"],
    [9_949, "9.9s"],
    [9_951, "10s"],
    [59_400, "59s"],
    [59_600, "1m0s"],
    [130_000, "2m10s"],
    [3_900_000, "1h5m"],
    [90_000_000, "25h0m"],
  ])("writes %d ms as %s", (ms, want) => {
    expect(formatDuration(ms)).toBe(want);
  });
});

describe("parseDuration", () => {
  it.each([
    ["90", 90_000],
    ["90s", 90_000],
    ["1h30m", 5_400_000],
    ["1.5m", 90_000],
    ["250ms", 250],
  ])("reads %s", (text, want) => {
    expect(parseDuration(text)).toBe(want);
  });

  it.each(["", "-1", "1d", "m", "1m x", "１s", "1s\n"])("refuses %j", text => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe("between", () => {
  it("is known once both times are", () => {
    const start = "2026-03-01T12:00:00Z";
    expect(between(start, "2026-03-01T12:00:01.5Z")).toBe(1500);
    expect(between(start, undefined)).toBeUndefined();
    expect(between(undefined, start)).toBeUndefined();
  });
});
