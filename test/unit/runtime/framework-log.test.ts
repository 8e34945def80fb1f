import { quietFramework } from "../../../lib/runtime/framework-log";

describe("quietFramework", () => {
  it.each([
    ["info", "warn"],
    ["debug", "debug"],
    ["error", "error"],
  ])("makes of %s for the framework %s", (wanted, level) => {
    const log = { level: wanted };
    quietFramework(log, wanted);
    expect(log.level).toBe(level);
  });
});
