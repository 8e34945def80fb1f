import { CONNECT_TIMEOUT_SECONDS } from "../../../../lib/defaults";
import { HostUnreachable } from "../../../../lib/domain/errors";
import { World } from "./world";

/** One pass in which the host does not answer. */
async function tryInVain(world: World): Promise<void> {
  world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
  await world.pass().catch(() => undefined);
}

async function pauseAll(world: World, isPaused: boolean): Promise<void> {
  world.settings.settings = { ...world.settings.settings, pauseAll: isPaused };
  if (isPaused) {
    await world.pass();
  }
}

/** A world whose host was tried, and which was then paused for longer than a host may take to be reached. */
async function pausedAfterATry(): Promise<World> {
  const world = new World();
  await tryInVain(world);
  await pauseAll(world, true);
  await world.clock.advance(2 * CONNECT_TIMEOUT_SECONDS * 1000);
  await pauseAll(world, false);
  return world;
}

describe("an operation that was paused after its first try", () => {
  it("does not run out of time while it is held", async () => {
    const world = new World();
    await tryInVain(world);
    await pauseAll(world, true);
    expect(world.condition("Complete")).toBe("False Paused");
    expect(world.status).toMatchObject({ phase: "Pending" });
    expect(world.status.startTime).toBeUndefined();
  });

  it("has the whole time to reach its host again, and no more", async () => {
    const world = await pausedAfterATry();
    await tryInVain(world);
    expect(world.status.phase).toBe("Running");
    await world.clock.advance((CONNECT_TIMEOUT_SECONDS - 1) * 1000);
    await tryInVain(world);
    expect(world.condition("Failed")).toBe("False InProgress");
    await world.clock.advance(1000);
    await tryInVain(world);
    expect(world.condition("Failed")).toBe("True HostUnreachable");
    expect(world.metrics.measured.at(-1)).toBe(`repave failed after ${CONNECT_TIMEOUT_SECONDS} s`);
  });

  it("succeeds when its host returns, and says once that it started", async () => {
    const world = await pausedAfterATry();
    const restarted = world.clock.now();
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(Date.parse(world.status.startTime ?? "")).toBe(restarted);
    const started = world.events.recorded.filter(event =>
      event.startsWith("Operation/op OperationStarted"),
    );
    expect(started).toHaveLength(1);
  });
});
