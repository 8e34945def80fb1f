import { HostUnreachable } from "../../../../lib/domain/errors";
import { World } from "./world";

/** Events of those reasons, in order. */
function said(world: World, pattern: RegExp): string[] {
  return world.events.recorded.filter(event => pattern.test(event));
}

/** A world whose run is at work, and was lost from sight. */
async function outOfSight(): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  return world;
}

describe("an outage while a run is at work", () => {
  const LOST =
    "ConnectionLost: the run cannot be followed; it may be at work on the server still: the connection was lost";

  it("is told once, of the operation and of its Server", async () => {
    const world = await outOfSight();
    expect(said(world, /ConnectionLost/)).toEqual([
      `Operation/op ${LOST}`,
      expect.stringMatching(/^Server\/w1 ConnectionLost: Operation dc\/op: /),
    ]);
    for (let time = 0; time < 3; time++) {
      world.server.refusal = new HostUnreachable("still away", { reason: "JumpUnreachable" });
      await world.pass().catch(() => undefined);
    }
    expect(said(world, /ConnectionLost/)).toHaveLength(2);
    expect(said(world, /ConnectionRestored/)).toEqual([]);
  });

  it("and its end, too", async () => {
    const world = await outOfSight();
    await world.settle();
    expect(said(world, /ConnectionRestored/)).toEqual([
      "Operation/op ConnectionRestored: the server answers again; its run is looked for there",
      expect.stringMatching(/^Server\/w1 ConnectionRestored: Operation dc\/op: /),
    ]);
    expect(said(world, /RunRestarted/)).toEqual([]);
  });

  it("is told once more when it comes again", async () => {
    const world = await outOfSight();
    world.server.cutAfterLines = 5;
    await world.pass().catch(() => undefined);
    expect(said(world, /^Operation.*Connection(Lost|Restored)/)).toHaveLength(3);
  });

  it("is none before the run was seen at work: it may never have been started", async () => {
    const world = new World();
    world.server.cutAfterLines = 0;
    await world.pass().catch(() => undefined);
    expect(world.status.dcJobID).toBeDefined();
    expect(world.status.steps).toBeUndefined();
    expect(world.condition("HostReachable")).toMatch(/^False/);
    await world.settle();
    expect(said(world, /Connection(Lost|Restored)/)).toEqual([]);
  });

  it("is none before the run was handed over: the operation itself tells of that", async () => {
    const world = new World();
    world.server.refusal = new HostUnreachable("off", { reason: "HostUnreachable" });
    await world.pass().catch(() => undefined);
    await world.settle();
    expect(said(world, /Connection(Lost|Restored)/)).toEqual([]);
  });
});

describe("a run that its server has lost", () => {
  it.each([
    ["rebooted", "the server rebooted while its run was at work"],
    ["killed", "something on the server killed its run"],
  ] as const)("is told with the fence under which it starts again: %s", async (lostBy, cause) => {
    const world = await outOfSight();
    world.server.state = "lost";
    world.server.lostBy = lostBy;
    await world.settle();
    expect(world.server.fence).toBeGreaterThan(1);
    expect(said(world, /RunRestarted/)).toEqual([
      `Operation/op RunRestarted: ${cause}; it was started again under the fence ${world.server.fence}`,
      expect.stringMatching(/^Server\/w1 RunRestarted: Operation dc\/op: /),
    ]);
  });
});
