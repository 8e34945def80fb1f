import { PROGRESS_SETTLE_MS } from "../../../../lib/defaults";
import { HostUnreachable } from "../../../../lib/domain/errors";
import { settle } from "../../../fakes/clock";
import { World } from "./world";

/** Whether nothing is being started. */
async function isCalm({ ports }: World): Promise<boolean> {
  let calm = false;
  void ports.starts.calm().then(() => (calm = true));
  await settle();
  return calm;
}

describe("following a run", () => {
  it("takes the end of the journal for the end of the run, and looks at the record where there is none", async () => {
    const inspections = async (world: World): Promise<number> => {
      await world.pass();
      return world.server.calls.filter(call => call === "inspect").length;
    };
    expect(await inspections(new World())).toBe(1);
    const cut = new World();
    cut.server.exit = undefined;
    expect(await inspections(cut)).toBe(2);
  });

  it("has the word of who could not follow stand, and not what was seen before", async () => {
    const world = new World();
    world.server.pause = () => Promise.resolve();
    world.server.cutAfterLines = 2;
    await expect(world.pass()).rejects.toThrow("the connection was lost");
    await world.clock.advance(PROGRESS_SETTLE_MS);
    expect(world.condition("HostReachable")).toBe("False HostUnreachable");
  });

  it("lets other runs start first", async () => {
    const world = new World();
    const other = world.ports.starts.begin();
    const pass = world.pass();
    for (let turn = 0; turn < 50; turn++) {
      await settle();
    }
    expect([world.server.starts, world.condition("Bootstrapped")]).toEqual([
      1,
      "False StepsRunning",
    ]);
    other();
    await pass;
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    expect(await isCalm(world)).toBe(true);
  });

  it("waits for nobody when its run has ended", async () => {
    const world = new World();
    world.server.state = "finished";
    const end = world.ports.starts.begin();
    await world.pass();
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    end();
  });

  it("counts as a start no longer once its run is started, or cannot be", async () => {
    const world = new World();
    world.server.otherRun = "another";
    await world.pass().catch(() => undefined);
    expect(await isCalm(world)).toBe(true);
  });

  it("says that the server answers when it has told how its run failed", async () => {
    const world = new World();
    world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
    await world.pass().catch(() => undefined);
    Object.assign(world.server, { journal: [] });
    world.server.exit = { ...world.server.exit, result: "Failed", reason: "ServerLocked" } as never;
    await world.pass();
    expect(world.status.phase).toBe("Failed");
    expect(world.condition("HostReachable")).toBe("True Connected");
  });
});
