import { World } from "./world";

const ARMORED = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";

/** A world whose profile has a repository with its key in the Secret `keys`. */
function worldWithRepository(): World {
  const world = new World();
  const repositories = [{ url: "https://deb.test/{minor}/", keySecretRef: "keys" }];
  const { spec } = world.store.profiles.at("p")!;
  world.store.profiles.put({ metadata: { name: "p" }, spec: { ...spec, repositories } });
  return world;
}

describe("an operation whose repository has its key in a Secret", () => {
  it("waits for the Secret before it contacts anybody, and goes on when it appears", async () => {
    const world = worldWithRepository();
    await world.pass();
    expect(world.condition("Complete")).toBe("False SecretNotFound");
    expect(world.status).toMatchObject({ phase: "Pending" });
    expect(world.awaited).toBe("SecretNotFound Secret dc/keys");
    expect(world.server.routes).toEqual([]);
    world.secrets.secrets.set("dc/keys", { key: ARMORED });
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(Buffer.concat(world.server.uploads).toString()).toContain(ARMORED);
  });

  it("fails with a Secret that holds no key, and contacts nobody", async () => {
    const world = worldWithRepository();
    world.secrets.secrets.set("dc/keys", { key: "none" });
    await world.pass();
    expect(world.condition("Failed")).toBe("True InvalidCredentials");
    expect(world.server.routes).toEqual([]);
  });

  it("follows its run on when the Secret goes meanwhile: the server has a copy", async () => {
    const world = worldWithRepository();
    world.secrets.secrets.set("dc/keys", { key: ARMORED });
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    world.secrets.secrets.delete("dc/keys");
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
  });
});
