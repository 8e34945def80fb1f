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
    expect(world.status.waitingFor).toBe("timeout");
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
});
