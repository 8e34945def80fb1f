import { AccessDenied, ApiUnavailable, HostUnreachable } from "../../../../lib/domain/errors";
import { World } from "./world";

describe("what is reported of an operation", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it("says once that a server does not answer: whoever writes again at each try wakes itself", async () => {
    const fail = async (): Promise<void> => {
      world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
      await world.pass().catch(() => undefined);
    };
    await fail();
    const { writes } = world.store.operations;
    await fail();
    await fail();
    expect(world.store.operations.writes).toBe(writes);
    expect(world.status.waitingFor).toMatchObject({
      reason: "HostUnreachable",
      message: "timeout",
    });
    expect(world.awaited).toBe("HostUnreachable Server dc/w1");
  });

  it("says how it ended even if it may not remove its token", async () => {
    world.tokens.refusal = new AccessDenied("403", { reason: "ApiUnavailable" });
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    await world.pass();
    expect(world.condition("Failed")).toBe("True AuthFailed");
  });

  it("does not say how it ended before its token is gone, as long as that may still work", async () => {
    world.tokens.refusal = new ApiUnavailable("down", { reason: "ApiUnavailable" });
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    await expect(world.pass()).rejects.toThrow(ApiUnavailable);
    expect(world.condition("Failed")).toBe("False InProgress");
  });

  it.each(["Succeeded", "Failed"] as const)(
    "measures a run once that has %s, however often its end has to be told",
    async result => {
      world.server.exit = { result, time: "2026-01-01T00:00:00.000Z" };
      world.tokens.refusal = new ApiUnavailable("down", { reason: "ApiUnavailable" });
      await expect(world.pass()).rejects.toThrow(ApiUnavailable);
      await expect(world.pass()).rejects.toThrow(ApiUnavailable);
      world.tokens.refusal = undefined;
      world.register();
      await world.settle();
      expect(world.status.phase).toBe(result);
      expect(world.metrics.measured.filter(said => said === "run of 2 steps")).toHaveLength(1);
      expect(world.metrics.measured.filter(said => said.startsWith("repave"))).toHaveLength(1);
    },
  );

  it("measures what ended even when it cannot be let go", async () => {
    const { removeFinalizer } = world.store.operations;
    world.server.exit = { result: "Failed", time: "2026-01-01T00:00:00.000Z" };
    world.store.operations.removeFinalizer = () =>
      Promise.reject(new ApiUnavailable("down", { reason: "ApiUnavailable" }));
    await expect(world.pass()).rejects.toThrow(ApiUnavailable);
    world.store.operations.removeFinalizer = removeFinalizer;
    await world.settle();
    expect(world.metrics.measured).toEqual(["run of 2 steps", "repave failed after 0 s"]);
  });
});
