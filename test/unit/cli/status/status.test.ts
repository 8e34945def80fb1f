import { run } from "../../../../lib/cli/program";
import { aServer } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

function worldWith(...names: readonly string[]): FakeWorld {
  const world = new FakeWorld();
  for (const name of names) {
    world.servers.put(aServer({ metadata: { name }, status: { state: "ready" } }));
  }
  world.servers.put(aServer({ metadata: { namespace: "dc2", name: "far" } }));
  return world;
}

describe("status", () => {
  it("shows the namespace, and ends", async () => {
    const world = worldWith("w1", "w2");
    expect(await run(["status"], world)).toBe(0);
    expect(world.lines.map(line => line.split(" ")[0])).toEqual(["SERVER", "w1", "w2", "servers:"]);
    expect(world.servers.followers).toBe(0);
    expect(world.isClosed).toBe(true);
  });

  it("shows every namespace, as JSON", async () => {
    const world = worldWith("w1");
    expect(await run(["status", "-A", "-o", "json"], world)).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({
      schema: "stargate-status/v2",
      servers: [{ name: "w1" }, { name: "far" }],
    });
  });

  it.each([
    [[], "there is no Server in namespace dc1\n"],
    [["-A"], "there is no Server in any namespace\n"],
  ])("says on stderr that there is nothing: %j", async (args, want) => {
    const world = new FakeWorld();
    expect(await run(["status", ...args], world)).toBe(0);
    expect(world.err).toBe(want);
  });

  it("is in colour on a terminal only, and only if that is wished", async () => {
    const outOf = async (world: FakeWorld, ...args: string[]) => {
      await run(["status", ...args], world);
      return world.out;
    };
    const colourful = (): FakeWorld => Object.assign(worldWith("w1"), { wantsColour: true });
    expect(await outOf(colourful())).not.toContain("\u001b");
    expect(await outOf(colourful().withTerminal())).toContain("\u001b[32mready");
    expect(await outOf(colourful().withTerminal(), "--no-color")).not.toContain("\u001b");
    expect(await outOf(worldWith("w1").withTerminal())).not.toContain("\u001b");
  });

  it("is cut at the terminal's width, unless it is to be wide", async () => {
    const size = { columns: 20, rows: 24 };
    const narrow = worldWith("w1").withTerminal(size);
    await run(["status"], narrow);
    expect(narrow.lines[0]).toHaveLength(20);
    const wide = worldWith("w1").withTerminal(size);
    await run(["status", "-o", "wide"], wide);
    expect(wide.lines[0]!.length).toBeGreaterThan(100);
  });
});
