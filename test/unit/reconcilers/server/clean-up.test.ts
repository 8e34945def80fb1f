import { AccessDenied, ApiUnavailable, InvalidSpec } from "../../../../lib/domain/errors";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import type { Requeue } from "../../../../lib/ports/work";
import { awaitedBy, World } from "../operation/world";

const KEY = { namespace: "dc", name: "w1" };
const MACHINE = `${"0".repeat(31)}1`;
const FINALIZER = "stargate.io/cleanup";

/** A world whose server is a node by a repave that is over, and was deleted. */
async function leaving(annotations: Record<string, string> = {}): Promise<World> {
  const world = new World();
  world.register();
  await world.settle();
  expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
  await reconcileServer(world.serverPorts, KEY);
  const { metadata, spec, status } = world.record;
  world.store.servers.put({
    metadata: { ...metadata, annotations } as object,
    spec: { ...spec, provisioningProfile: "p" },
    status: status ?? {},
  });
  await world.store.servers.delete(KEY);
  return world;
}

function look(world: World): Promise<Requeue> {
  return reconcileServer(world.serverPorts, KEY);
}

/** The Operation that resets the server. */
async function resetOf(world: World) {
  const all = await world.store.operations.list();
  return all.find(({ spec }) => spec.operation === "reset");
}

/** Passes over that Operation until it is over, or has made so many. */
async function settleReset(world: World): Promise<void> {
  const name = (await resetOf(world))?.metadata?.name ?? "";
  world.server.state = "absent";
  for (let count = 0; count < 8; count++) {
    const signal = new AbortController().signal;
    await reconcileOperation(world.ports, { namespace: "dc", name }, signal).catch(() => undefined);
  }
}

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

  it("has nothing else begun on it", async () => {
    const world = await leaving();
    world.store.operations.put({
      metadata: { name: "late" },
      spec: { serverRef: { name: "w1" }, operation: "reboot" },
    });
    const key = { namespace: "dc", name: "late" };
    await reconcileOperation(world.ports, key, new AbortController().signal);
    const wait = world.store.operations.at("late")?.status;
    expect(awaitedBy(wait)).toBe("ServerNotFound Server dc/w1");
    expect(wait?.message).toBe("Server w1 is being deleted");
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

  it("is not reset any more where another one has its name by now", async () => {
    for (const isBootstrapped of [false, true]) {
      const world = await leaving();
      await look(world);
      const name = (await resetOf(world))?.metadata?.name ?? "";
      const key = { namespace: "dc", name };
      const pass = () => reconcileOperation(world.ports, key, new AbortController().signal);
      if (isBootstrapped) {
        world.server.state = "absent";
        await pass();
      }
      const { starts } = world.server;
      await world.store.servers.removeFinalizer(world.record, FINALIZER);
      const { status = {} } = world.store.servers.put({
        metadata: { name: "w1", finalizers: [FINALIZER] } as object,
        spec: { ipv4: "10.50.1.5", provisioningProfile: "p" },
        status: { machineID: MACHINE, nodeName: "w1", appliedProvisioningProfile: "p" },
      });
      await pass();
      expect(world.store.operations.at(name)?.status).toMatchObject({
        phase: "Failed",
        message: "the Server w1 that was to be reset is gone; one of that name is another one",
      });
      expect(world.server.starts).toBe(starts);
      expect(world.nodes.nodes.size).toBe(1);
      expect(world.recordStatus).toEqual(status);
      expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
    }
  });

  it("has its machine remembered again when another Server repaves it", async () => {
    const world = new World();
    world.forgotten.machines.set(MACHINE, "dc/gone");
    world.forgotten.machines.set("other", "dc/other");
    await world.settle();
    expect([...world.forgotten.machines.keys()]).toEqual(["other"]);
  });

  it("leaves another machine's Node when it goes so (F30)", async () => {
    const world = await leaving({ "stargate.io/skip-cleanup": "burnt down" });
    world.register({ machineID: "f".repeat(32) });
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(1);
    expect(world.events.recorded.join("\n")).toContain("no Node was removed");
  });

  it("goes at once with its namespace, whatever went first (F34)", async () => {
    const world = await leaving();
    world.store.operations.goingNamespaces.add("dc");
    await world.store.profiles.delete({ namespace: "dc", name: "p" });
    world.secrets.secrets.clear();
    await look(world);
    expect(world.store.servers.at("w1")).toBeUndefined();
    expect(world.nodes.nodes.size).toBe(0);
    expect(world.events.recorded.join("\n")).toContain("namespace dc is being deleted, too");
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

  it("is held by a repave though that saw its finalizer before a reset took it off", async () => {
    const world = new World();
    await world.store.servers.addFinalizer(world.record, FINALIZER);
    world.store.servers.onWrite = () => {
      void world.store.servers.removeFinalizer(world.record, FINALIZER);
    };
    await world.pass();
    expect(world.server.starts).toBe(1);
    expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
  });

  it("has no repave begun that met its host before it was deleted, and its machine stays forgotten", async () => {
    const world = new World();
    world.forgotten.machines.set(MACHINE, "dc/w1");
    await world.store.servers.addFinalizer(world.record, FINALIZER);
    world.store.servers.onWrite = () => {
      world.store.servers.onWrite = () => undefined;
      void world.store.servers.delete(KEY);
    };
    await world.settle();
    expect(world.server.starts).toBe(0);
    expect(world.awaited).toBe("ServerNotFound Server dc/w1");
    expect([...world.forgotten.machines.keys()]).toEqual([MACHINE]);
  });

  it("has a repave that was handed over before go on, which its reset waits for", async () => {
    const world = new World();
    await world.pass();
    world.server.state = "lost";
    const { metadata, spec, status = {} } = world.operation;
    const conditions = status.conditions?.filter(({ type }) => type !== "Bootstrapped") ?? [];
    world.store.operations.put({
      metadata: metadata ?? {},
      spec,
      status: { ...status, conditions },
    });
    await world.store.servers.delete(KEY);
    const { starts } = world.server;
    await world.pass();
    expect(world.server.starts).toBe(starts + 1);
  });

  it("goes at once when it was never repaved", async () => {
    const world = new World();
    await world.store.servers.delete(KEY);
    expect(world.store.servers.at("w1")).toBeUndefined();
  });
});
