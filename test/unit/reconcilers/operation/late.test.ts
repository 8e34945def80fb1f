import { LAST_LOOK_SECONDS, WAIT_POLL_MS } from "../../../../lib/defaults";
import {
  AccessDenied,
  ApiUnavailable,
  HostUnreachable,
  type StargateError,
} from "../../../../lib/domain/errors";
import { settle } from "../../../fakes/clock";
import { World } from "./world";

const TIME = "2026-01-01T00:00:00.000Z";
const LATE = /^not done within 1620 s; last: /;

/** A world whose run was handed over, and whose controller was then away until its time was over. */
async function away(state: "absent" | "running" | "lost" | "finished"): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  expect(world.status.dcJobID).toBeDefined();
  await world.clock.advance(7_200_000);
  world.server.state = state;
  world.server.calls.length = 0;
  return world;
}

describe("an operation whose controller was away until its time was over", () => {
  it("takes the result of its run, and goes on as ever", async () => {
    const world = await away("finished");
    await world.pass();
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    expect(world.status.step).toBe("2/2 join");
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
    expect(world.server.open).toBe(0);
  });

  it("fails with the run's own reason", async () => {
    const world = await away("finished");
    world.server.exit = { result: "Failed", reason: "JoinFailed", message: "no", time: TIME };
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True JoinFailed");
    expect(world.condition("Bootstrapped")).toBe("False JoinFailed");
  });

  it.each([
    ["absent", "the server knows nothing of its run"],
    ["lost", "its run ended without a result"],
    ["running", "its run is still at work, until its own deadline on the server"],
  ] as const)("is late with a run that is %s, and starts nothing", async (state, found) => {
    const world = await away(state);
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True RunTimedOut");
    expect(world.status.message).toMatch(LATE);
    expect(world.status.message).toContain(found);
    expect(world.server.calls).toEqual(["facts", "inspect"]);
    expect(world.server.starts).toBe(1);
    expect(world.tokens.live.size).toBe(0);
  });

  it("is late at once with a server that does not answer", async () => {
    const world = await away("finished");
    world.server.refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True JumpUnreachable");
    expect(world.condition("HostReachable")).toBe("False JumpUnreachable");
    expect(world.status.message).toBe("not done within 1620 s; last: timeout");
  });

  it("is late with a server that answers and never says anything", async () => {
    const world = await away("finished");
    world.server.holdAfterLines = 1;
    const pass = world.pass();
    await settle();
    await world.clock.advance(LAST_LOOK_SECONDS * 1000);
    expect(await pass).toBeUndefined();
    expect(world.condition("Failed")).toMatch(/^True/);
    expect(world.status.message).toMatch(LATE);
  });

  it("waits no more for what is missing", async () => {
    const world = await away("finished");
    world.secrets.secrets.clear();
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True SecretNotFound");
    expect(world.status.message).toMatch(LATE);
  });

  it.each<[string, StargateError]>([
    ["a right", new AccessDenied("403", { reason: "ApiForbidden" })],
    ["a login", new AccessDenied("refused", { reason: "AuthFailed" })],
  ])("waits no more when %s is refused", async (_, refusal) => {
    const world = await away("finished");
    world.server.refusal = refusal;
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe(`True ${refusal.reason}`);
  });

  it("is looked at again after an API server that did not answer, and by whoever has the server", async () => {
    const world = await away("finished");
    world.server.refusal = new ApiUnavailable("down", { reason: "ApiUnavailable" });
    await expect(world.pass()).rejects.toThrow("down");
    world.leases.steal(world.record.metadata?.uid ?? "");
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Failed")).toBe("False InProgress");
  });

  it("ends even with what nobody foresaw, which is told all the same", async () => {
    const world = await away("finished");
    world.server.refusal = new Error("unforeseen");
    await expect(world.pass()).rejects.toThrow("unforeseen");
    expect(world.condition("Failed")).toMatch(/^True/);
    expect(world.status.message).toMatch(LATE);
    expect(await world.pass()).toBeUndefined();
  });
});
