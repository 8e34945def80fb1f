import { World } from "./world";

/** Somebody edits the profile, or makes it anew. */
function edit(world: World, how: "edited" | "made anew"): void {
  const { metadata, spec } = world.store.profiles.at("p")!;
  const edited: object = { ...metadata, generation: 2 };
  world.store.profiles.put({
    metadata: how === "edited" ? edited : { name: "p" },
    spec: { ...spec, customBootstrapScript: "echo another" },
  });
}

/** A world whose run is at work when its profile is changed. */
async function changedAtWork(how: "edited" | "made anew"): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  edit(world, how);
  return world;
}

describe("a profile that is changed while a run is at work", () => {
  it("has no say in the run", async () => {
    const world = await changedAtWork("edited");
    world.register();
    await world.settle();
    expect(world.status).toMatchObject({ phase: "Succeeded", provisioningProfileGeneration: 1 });
    expect(world.server.starts).toBe(1);
  });

  it.each(["edited", "made anew"] as const)(
    "is never applied in place of the first one when the run is lost: %s",
    async how => {
      const world = await changedAtWork(how);
      world.server.state = "lost";
      expect(await world.pass()).toBeUndefined();
      expect(world.condition("Failed")).toBe("True ProfileChanged");
      expect(world.status.message).toContain("create a new Operation");
      expect(world.server.starts).toBe(1);
      expect(world.tokens.live.size).toBe(0);
      expect(world.operation.metadata?.finalizers).toEqual([]);
    },
  );

  it("is applied as it is when the server was not reached before", async () => {
    const world = new World();
    world.server.refusal = new Error("not yet");
    await world.pass().catch(() => undefined);
    edit(world, "edited");
    world.register();
    await world.settle();
    expect(world.status).toMatchObject({ phase: "Succeeded", provisioningProfileGeneration: 2 });
  });
});
