import { harmlessCheck } from "../../../../lib/reconcilers/operation/harmless-check";
import { World } from "./world";

describe("what a check found on a server", () => {
  const TIME = "2026-01-01T00:00:00.000Z";
  const found = { check: "Memory", state: "Warning", reason: "MemoryLow" } as const;

  it("reaches the status, of a run that fails, too", async () => {
    const world = new World();
    world.server.journal = [
      { event: "run-started", steps: "preflight", time: TIME },
      { event: "step-started", step: "preflight", time: TIME },
      { event: "checked", step: "preflight", ...found, message: "little", remedy: "", time: TIME },
    ];
    const failed = { result: "Failed", step: "preflight", reason: "DiskFull", message: "full" };
    world.server.exit = { ...failed, time: TIME };
    await world.pass();
    expect(world.condition("Failed")).toBe("True DiskFull");
    expect(world.status.preflight).toEqual([
      { name: "Memory", state: "Warning", reason: "MemoryLow", message: "little" },
    ]);
  });

  it("has no secrets in it", () => {
    const register = {
      add: () => undefined,
      redact: (text: string) => text.replace("hunter2", "***"),
    };
    const told = { ...found, message: "password hunter2", remedy: undefined };
    expect(harmlessCheck(told, register)).toEqual({ ...told, message: "password ***" });
  });
});
