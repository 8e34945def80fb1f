import { settle } from "../../../fakes/clock";
import { anOperation } from "../../../fakes/samples";
import { Scene, SUCCEEDED } from "./scene";

describe("the progress of a rollout", () => {
  it("does again what another rollout has undone since", async () => {
    const scene = new Scene("a");
    await scene.begin("a", "--name", "x");
    await scene.end("a");
    expect(await scene.ended).toBe(0);
    await scene.world.clock.advance(5000);
    await scene.begin("a", "--name", "back");
    await scene.end("a");
    expect(await scene.ended).toBe(0);
    await scene.begin("a", "--name", "x");
    expect(scene.begun).toEqual(["a.1", "a.1", "a.2"]);
    await scene.end("a");
    expect(await scene.ended).toBe(0);
  });

  it.each(["reboot", "repave"] as const)("counts no %s that changed nothing", async operation => {
    const scene = new Scene("a");
    await scene.begin("a", "--name", "x");
    await scene.end("a");
    await scene.ended;
    await scene.world.clock.advance(5000);
    const spec = { operation, serverRef: { name: "a" }, dryRun: operation === "repave" };
    const creationTimestamp = new Date(scene.world.clock.now()).toISOString() as never;
    scene.world.operations.put(
      anOperation({ metadata: { name: "later", creationTimestamp }, spec, status: SUCCEEDED }),
    );
    await scene.begin("a", "--name", "x");
    expect(await scene.ended).toBe(0);
    expect(scene.begun).toEqual(["a.1"]);
  });

  it("takes part in a rollout that the same command carries out elsewhere", async () => {
    const scene = new Scene("a");
    const { create } = scene.world;
    scene.world.create = async operation => {
      scene.world.create = create;
      await create(operation);
      await settle();
      return undefined;
    };
    await scene.begin("a");
    await scene.end("a");
    expect(await scene.ended).toBe(0);
    expect(scene.begun).toEqual(["a.1"]);
  });

  it("says that an Operation took another version of the profile, and does not call it deleted", async () => {
    const scene = new Scene("a");
    await scene.begin("a");
    const applied = { provisioningProfileUID: "p", provisioningProfileGeneration: 9 };
    await scene.end("a", { ...SUCCEEDED, ...applied });
    expect(await scene.ended).toBe(1);
    expect(scene.world.err).toContain("carried out with another version of the profile");
  });

  it("waits for the watch where the Operation is there already, and asks no faster than it has to", async () => {
    const scene = new Scene("a");
    let asked = 0;
    scene.world.create = () => {
      asked++;
      return Promise.resolve(undefined);
    };
    await scene.begin("a");
    expect(asked).toBe(1);
    await scene.world.clock.advance(2000);
    expect(asked).toBe(2);
  });
});
