import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../../lib/adapters/system-clock";

describe("systemClock", () => {
  it("tells the time of day", () => {
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1000);
  });

  it("never goes back, and goes on", async () => {
    const before = systemClock.monotonic();
    await pause(20);
    // Timers may fire a fraction of a millisecond early.
    expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(19);
  });

  it("rolls dice in [0, 1)", () => {
    const rolls = Array.from({ length: 100 }, () => systemClock.random());
    expect(rolls.every(roll => roll >= 0 && roll < 1)).toBe(true);
    expect(new Set(rolls).size).toBeGreaterThan(1);
  });

  it("calls back once, unless it was cancelled; cancelling late is fine", async () => {
    const called: string[] = [];
    const cancel = systemClock.schedule(10, () => called.push("cancelled"));
    cancel();
    const late = await new Promise<() => void>(resolve => {
      const done = systemClock.schedule(20, () => {
        called.push("called");
        resolve(done);
      });
      // The clock's timers keep no process alive; this one does.
      setTimeout(() => undefined, 1000).unref();
    });
    late();
    expect(called).toEqual(["called"]);
  });
});
