import { NODE_POLL_MS } from "../../../../lib/defaults";
import { World } from "./world";

const TIME = "2026-01-01T00:00:00.000Z";

/** A world whose operation is to boot the server. */
function rebooting(): World {
  const world = new World();
  world.store.operations.put({
    metadata: { name: "op" },
    spec: {
      serverRef: { name: "w1" },
      provisioningProfileRef: { name: "p" },
      operation: "reboot",
    },
  });
  world.server.journal = [
    { event: "run-started", steps: "reboot", time: TIME },
    { event: "step-started", step: "reboot", time: TIME },
    { event: "output", name: "bootID", value: "b2", time: TIME },
    { event: "step-finished", step: "reboot", state: "Applied", time: TIME },
  ];
  return world;
}

describe("an operation that boots a server", () => {
  it("succeeds once its Node has reported since the boot, and is Ready", async () => {
    const world = rebooting();
    world.register({ bootID: "b1" });
    await world.pass();
    expect(world.status.bootID).toBe("b2");
    expect(await world.pass()).toEqual({ afterMs: NODE_POLL_MS });
    expect(world.status.message).toContain("has not reported since its server booted");
    world.register({ bootID: "b2", ready: false, notReadyMessage: "no CNI" });
    await world.pass();
    expect(world.status.message).toContain("not Ready after the boot: no CNI");
    world.register({ bootID: "b2" });
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("mints no token, takes no secrets along, and says nothing of the Server's profile", async () => {
    const world = rebooting();
    world.register({ bootID: "b2" });
    await world.settle();
    expect(world.tokens.minted).toBe(0);
    expect(world.server.uploads[0]?.includes("join.yaml")).toBe(false);
    expect(world.recordStatus.appliedProvisioningProfile).toBeUndefined();
  });

  it("is over with the boot where the server is no Node", async () => {
    const world = rebooting();
    await world.settle();
    expect(world.status.message).toBe("the server has booted; it is no Node");
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.condition("NodeReady")).toBe("Unknown NotStarted");
  });

  it("waits for a Node that was drained, whoever has removed it meanwhile", async () => {
    const world = rebooting();
    world.register({ bootID: "b1" });
    world.server.hasGate = true;
    for (let passes = 0; passes < 3; passes++) {
      await world.pass();
    }
    expect(world.condition("Drained")).toBe("True NodeDrained");
    world.nodes.nodes.clear();
    await world.pass();
    await world.pass();
    expect(world.condition("NodeReady")).toBe("False NodeNotRegistered");
    world.register({ bootID: "b2" });
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("leaves a Node cordoned that another operation left so in the middle", async () => {
    const world = rebooting();
    world.register({ bootID: "b2", isCordoned: true, cordonedBy: "a repave that failed" });
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.nodes.nodes.get("w1")).toMatchObject({ isCordoned: true });
  });

  it("fails when the Node is another machine's by then", async () => {
    const world = rebooting();
    world.register({ bootID: "b1" });
    await world.pass();
    world.register({ machineID: "f".repeat(32) });
    await world.settle();
    expect(world.condition("Failed")).toBe("True NodeIdentityMismatch");
  });
});
