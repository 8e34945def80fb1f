import { World } from "./world";

describe("an operation whose Node is there already", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it("refuses to work in the name of a Node that is another machine", async () => {
    world.register({ machineID: "f".repeat(32) });
    await world.pass();
    expect(world.condition("Failed")).toBe("True NodeIdentityMismatch");
    expect(world.server.starts).toBe(0);
  });

  it("refuses to work in the name of a Node at another address, whose machine it may be a clone of", async () => {
    world.register({ internalIP: "10.50.1.99" });
    await world.settle();
    expect(world.condition("Failed")).toBe("True NodeIdentityMismatch");
    expect(world.server.starts).toBe(0);
  });

  it("works on in the name of its Node that has no address yet", async () => {
    world.register({ internalIP: undefined });
    await world.pass();
    expect(world.server.starts).toBe(1);
  });
});
