import { run } from "../../../../lib/cli/program";
import { AccessDenied } from "../../../../lib/domain/errors";
import { settle } from "../../../fakes/clock";
import { aServer } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

const READY = aServer({ status: { state: "ready" } });

/** Starts `status --watch` and lets it show what there is. */
async function watching(world: FakeWorld, ...args: string[]): Promise<Promise<number>[]> {
  const ended = run(["status", "-w", "--timeout", "60s", ...args], world);
  await settle();
  await world.clock.advance(100);
  return [ended];
}

async function end(world: FakeWorld, [ended]: readonly Promise<number>[]): Promise<void> {
  await world.clock.advance(60_000);
  expect(await ended).toBe(3);
  expect(world.clock.pending).toBe(0);
}

describe("status --watch", () => {
  it("without a terminal prints the tables once, then what changes", async () => {
    const world = new FakeWorld();
    world.servers.put(aServer());
    const ended = await watching(world);
    expect(world.lines.at(-1)).toMatch(/^servers: 0 ready/);
    const before = world.lines.length;
    world.servers.put(READY);
    world.servers.put(READY);
    await settle();
    await world.clock.advance(10_000);
    expect(world.lines.slice(before)).toEqual(["2026-01-01T00:00:00.200Z server dc1/w1: ready"]);
    await end(world, ended);
  });

  it("as JSON prints a document a line, and none when nothing is new", async () => {
    const world = new FakeWorld();
    const ended = await watching(world, "-o", "json");
    world.servers.put(READY);
    await settle();
    await world.clock.advance(100);
    world.servers.put(READY);
    await settle();
    await world.clock.advance(10_000);
    const documents = world.lines.map(line => JSON.parse(line) as { servers: unknown[] });
    expect(documents.map(({ servers }) => servers.length)).toEqual([0, 1]);
    await end(world, ended);
  });

  it("on a terminal draws again, each second, in the size that it has", async () => {
    const world = new FakeWorld().withTerminal({ columns: 12, rows: 24 });
    world.servers.put(READY);
    const ended = await watching(world);
    expect(world.drawn).toHaveLength(1);
    await world.clock.advance(2_000);
    expect(world.drawn).toHaveLength(3);
    expect(world.drawn[2]).toMatch(/^SERVER {2}STA…\n/);
    expect(world.out).toBe("");
    await end(world, ended);
  });

  it("shows nothing before it knows everything, and ends when it may not know it", async () => {
    const world = new FakeWorld();
    world.routers.failure = new AccessDenied("403", { reason: "ApiUnavailable" });
    const ended = await watching(world);
    expect(await ended[0]).toBe(1);
    await settle();
    expect(world.out).toBe("");
    expect(world.servers.followers).toBe(0);
    expect(world.clock.pending).toBe(0);
  });
});
