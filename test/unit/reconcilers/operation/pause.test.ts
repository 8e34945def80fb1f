import { CONNECT_TIMEOUT_SECONDS, WAIT_POLL_MS } from "../../../../lib/defaults";
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
    // Statuses count whole seconds.
    const restarted = Math.floor(world.clock.now() / 1000) * 1000;
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

/** A world whose run is at work, and which is paused then; `state`: what becomes of the run. */
async function pausedAtWork(state: "running" | "absent" | "lost"): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  world.server.state = state;
  world.settings.settings = { ...world.settings.settings, pauseAll: true };
  return world;
}

describe("an operation that is paused while its run is at work", () => {
  it("is followed to the end of its run", async () => {
    const world = await pausedAtWork("running");
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
  });

  it.each(["absent", "lost"] as const)(
    "is not started again when the run is %s, and nobody contacts the server any more",
    async state => {
      const world = await pausedAtWork(state);
      expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
      expect(world.condition("Complete")).toBe("False Paused");
      expect(world.status).toMatchObject({
        phase: "Pending",
        message: `everything is paused; set pause-all to "false" to go on`,
      });
      const contacts = world.server.routes.length;
      await world.settle();
      expect(world.server.starts).toBe(1);
      expect(world.server.routes).toHaveLength(contacts);
    },
  );

  it("is held when the run is lost while it is followed", async () => {
    const world = await pausedAtWork("running");
    world.server.exit = undefined;
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False Paused");
    expect(world.server.starts).toBe(1);
  });

  it("starts it again afterwards, in a time of its own", async () => {
    const world = await pausedAtWork("lost");
    await world.pass();
    await world.clock.advance(7_200_000);
    await pauseAll(world, false);
    // Statuses count whole seconds.
    const restarted = Math.floor(world.clock.now() / 1000) * 1000;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(2);
    expect(Date.parse(world.status.startTime ?? "")).toBe(restarted);
  });

  it("waits for its turn then like any other", async () => {
    const world = await pausedAtWork("lost");
    await world.pass();
    world.settings.settings = {
      ...world.settings.settings,
      pauseAll: false,
      runLimits: { total: 0, perRouter: 0 },
    };
    await world.pass();
    expect(world.condition("Complete")).toBe("False RunsLimited");
  });

  it("still has its server told when it is deleted", async () => {
    const world = await pausedAtWork("lost");
    await world.pass();
    await world.store.operations.delete({ namespace: "dc", name: "op" });
    await world.pass();
    expect(world.server.calls.at(-1)).toBe("cancel");
    expect(world.store.operations.at("op")).toBeUndefined();
  });
});
