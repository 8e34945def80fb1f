import { WAIT_POLL_MS } from "../../../../lib/defaults";
import { ApiUnavailable, InvalidSpec } from "../../../../lib/domain/errors";
import { World } from "./world";
import { anObject } from "../../../fakes/samples";

const KEY = { namespace: "dc", name: "op" };
const INVALID = new InvalidSpec('settings: ssh-port: "many"', {
  reason: "InvalidSettings",
  remedy: "correct the ConfigMap",
});

describe("an operation while there are no good settings", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    world.settings.failure = INVALID;
  });

  it("says that it waits for them, and goes on when they are there", async () => {
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False InvalidSettings");
    expect(world.status).toMatchObject({
      phase: "Pending",
      waitingFor: { object: anObject("ConfigMap pepr-system/stargate-config") },
      message: 'settings: ssh-port: "many"; correct the ConfigMap',
    });
    expect(world.server.routes).toEqual([]);
    world.settings.failure = undefined;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("needs none once its server has done its part", async () => {
    world.settings.failure = undefined;
    await world.pass();
    world.settings.failure = INVALID;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    const { writes } = world.store.operations;
    expect(await world.pass()).toBeUndefined();
    expect(world.store.operations.writes).toBe(writes);
  });

  it("goes when it is deleted before anything was done", async () => {
    await world.pass();
    await world.store.operations.addFinalizer(world.operation, "stargate.io/cleanup");
    await world.store.operations.delete(KEY);
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("goes when it is deleted at work, at the latest when its run has ended by itself", async () => {
    world.settings.failure = undefined;
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    world.settings.failure = INVALID;
    await world.store.operations.delete(KEY);
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False InvalidSettings");
    await world.clock.advance(3_600_000);
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("is tried again, without a word, when it is the API server that does not answer", async () => {
    world.settings.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    await expect(world.pass()).rejects.toThrow("away");
    expect(world.store.operations.writes).toBe(0);
  });
});
