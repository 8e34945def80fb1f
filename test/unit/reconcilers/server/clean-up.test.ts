import { AccessDenied, ApiUnavailable, InvalidSpec } from "../../../../lib/domain/errors";
import { awaitedBy, World } from "../operation/world";
import { FINALIZER, KEY, leaving, look, MACHINE, resetOf, settleReset } from "./leaving";

describe("a Server that is deleted", () => {
  it("goes once its reset has succeeded, and says what it waits for", async () => {
    const world = await leaving();
    expect(await look(world)).toEqual({ afterMs: 0 });
    const reset = await resetOf(world);
    expect(reset?.metadata?.labels).toEqual({
      "stargate.io/cleanup-of": world.record.metadata?.uid,
    });
    await look(world);
    const name = reset?.metadata?.name ?? "";
    expect(awaitedBy(world.recordStatus)).toBe(`CleaningUp Operation dc/${name}`);
    const { writes } = world.store.servers;
    await look(world);
    expect(world.store.servers.writes).toBe(writes);
    await settleReset(world);
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(0);
  });

  it("stays when that failed, says what to do, and is tried again when the Operation is deleted", async () => {
    const world = await leaving();
    await look(world);
    world.server.exit = { result: "Failed", step: "leave", reason: "ResidueLeft", message: "m" };
    await settleReset(world);
    await look(world);
    const reset = await resetOf(world);
    expect(world.recordStatus.waitingFor).toMatchObject({
      reason: "CleanupFailed",
      message: expect.stringContaining("step leave: m") as string,
    });
    await world.store.operations.delete({ namespace: "dc", name: reset?.metadata?.name ?? "" });
    await look(world);
    expect((await resetOf(world))?.status).toBeUndefined();
  });

  it("goes at once where its annotation says so, with its Node and without its host", async () => {
    const world = await leaving({ "stargate.io/skip-cleanup": "burnt down" });
    const starts = world.server.starts;
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(0);
    expect(world.server.starts).toBe(starts);
    expect(world.tokens.live.size).toBe(0);
    expect([...world.forgotten.machines]).toEqual([[MACHINE, "dc/w1"]]);
    expect(world.events.recorded.join("\n")).toMatch(
      /CleanupSkipped.*burnt down.*Node w1 was removed/,
    );
  });

  it("leaves another machine's Node when it goes so (F30)", async () => {
    const world = await leaving({ "stargate.io/skip-cleanup": "burnt down" });
    world.register({ machineID: "f".repeat(32) });
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(1);
    expect(world.events.recorded.join("\n")).toContain("Node w1 stays");
  });

  it("goes at once with its namespace, whatever went first (F34)", async () => {
    const world = await leaving();
    world.store.operations.goingNamespaces.add("dc");
    await world.store.profiles.delete({ namespace: "dc", name: "p" });
    world.secrets.secrets.clear();
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(0);
    expect(world.events.recorded.join("\n")).toContain("its namespace is being deleted, too");
  });

  it("stays when the API server fails on the way (F35)", async () => {
    const world = await leaving({ "stargate.io/skip-cleanup": "burnt down" });
    world.tokens.refusal = new ApiUnavailable("500", { reason: "ApiUnavailable" });
    await expect(look(world)).rejects.toThrow("500");
    expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
    world.tokens.refusal = undefined;
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
  });

  it("stays while its reset cannot be ordered, and says why where somebody can mend it (F35)", async () => {
    const world = await leaving();
    world.store.operations.onCreate = () => {
      throw new AccessDenied("403", { reason: "ApiForbidden" });
    };
    await expect(look(world)).rejects.toThrow("403");
    world.store.operations.onCreate = () => {
      throw new InvalidSpec("the profile is being deleted", { reason: "InvalidSpec" });
    };
    await look(world);
    expect(world.recordStatus.waitingFor).toMatchObject({
      reason: "CleanupFailed",
      message: "its reset cannot be ordered: the profile is being deleted",
    });
    expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
  });

  it("waits with its namespace until what is at work on it was stopped (F34)", async () => {
    const world = await leaving();
    const going = {
      ...world.operation.metadata,
      name: "late",
      uid: "late",
      finalizers: [FINALIZER],
    };
    world.store.operations.put({
      metadata: going,
      spec: world.operation.spec,
      status: { dcJobID: "unit" },
    });
    world.store.operations.goingNamespaces.add("dc");
    await look(world);
    expect(world.recordStatus.waitingFor).toMatchObject({
      reason: "CleaningUp",
      message: "Operation late is being stopped first",
    });
    expect(world.nodes.nodes.size).toBe(1);
    await world.store.operations.removeFinalizer(world.store.operations.at("late")!, FINALIZER);
    await world.store.operations.delete({ namespace: "dc", name: "late" });
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
  });

  it("says what may still be at work on its host when its annotation lets it go", async () => {
    const world = await leaving({ "stargate.io/skip-cleanup": "burnt down" });
    world.store.operations.put({
      metadata: { name: "late" },
      spec: world.operation.spec,
      status: { dcJobID: "unit" },
    });
    await look(world);
    expect(world.events.recorded.join("\n")).toContain("Operation late may still be at work there");
  });

  it("says why its Node stays, and removes one that never had an address (F30)", async () => {
    const why = { "stargate.io/skip-cleanup": "burnt down" };
    const cloned = await leaving(why);
    cloned.register({ internalIP: "10.50.1.99" });
    await look(cloned);
    expect(cloned.nodes.nodes.size).toBe(1);
    expect(cloned.events.recorded.join("\n")).toContain(
      `Node w1 stays: it is machine ${MACHINE} at 10.50.1.99`,
    );
    const silent = await leaving(why);
    silent.register({ internalIP: undefined });
    await look(silent);
    expect(silent.nodes.nodes.size).toBe(0);
  });

  it("says which right is missing", async () => {
    const world = await leaving();
    world.store.operations.onCreate = () => {
      throw new AccessDenied("POST: 403", { reason: "ApiForbidden", remedy: "grant it" });
    };
    await expect(look(world)).rejects.toThrow("403");
    expect(world.recordStatus.waitingFor).toMatchObject({
      reason: "ApiForbidden",
      message: "the Server was deleted, and cannot be let go: POST: 403; grant it",
    });
  });

  it("goes at once when it was never repaved", async () => {
    const world = new World();
    await world.store.servers.delete(KEY);
    expect(world.store.servers.at("w1")).toBeUndefined();
  });
});
