import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { awaitedBy, World } from "../operation/world";
import { FINALIZER, KEY, leaving, look, MACHINE, resetOf } from "./leaving";

describe("what is ordered for a Server that is deleted", () => {
  it("is not begun, but for its reset", async () => {
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

  it("is no reset of another one that has its name by now", async () => {
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
        message: expect.stringMatching(
          /^the Server w1 that this is for is gone; one of that name is another one/,
        ) as string,
      });
      expect(world.server.starts).toBe(starts);
      expect(world.nodes.nodes.size).toBe(1);
      expect(world.recordStatus).toEqual(status);
      expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
    }
  });

  it.each(["running", "absent"] as const)(
    "is no run of one that was made again under its name, wherever that stands: %s (F31)",
    async state => {
      const world = new World();
      await world.pass();
      world.server.state = state;
      const { starts } = world.server;
      await world.store.servers.delete(KEY);
      world.store.servers.put({
        metadata: { name: "w1" },
        spec: { ipv4: "10.50.1.5", provisioningProfile: "p" },
      });
      world.register();
      await world.settle();
      expect(world.status).toMatchObject({
        phase: "Failed",
        message: expect.stringContaining("and its run ends at its own deadline") as string,
      });
      expect(world.condition("Failed")).toBe("True ServerNotFound");
      expect(world.server.starts).toBe(starts);
      expect(world.recordStatus).not.toHaveProperty("appliedProvisioningProfile");
    },
  );

  it("has a machine remembered again when it is a repave by another Server", async () => {
    const world = new World();
    world.forgotten.machines.set(MACHINE, "dc/gone");
    world.forgotten.machines.set("other", "dc/other");
    await world.settle();
    // Until it is that Node it may become that one alone.
    expect([...world.forgotten.machines.keys()]).toEqual([MACHINE, "other"]);
    expect([...world.forgotten.wanted]).toEqual([[MACHINE, "w1"]]);
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect([...world.forgotten.machines.keys()]).toEqual(["other"]);
  });

  it("holds it, though a repave saw its finalizer before a reset took that off", async () => {
    const world = new World();
    await world.store.servers.addFinalizer(world.record, FINALIZER);
    world.store.servers.onWrite = () => {
      void world.store.servers.removeFinalizer(world.record, FINALIZER);
    };
    await world.pass();
    expect(world.server.starts).toBe(1);
    expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
  });

  it("is no repave that met the host before, and its machine stays forgotten", async () => {
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

  it("goes on where it is a repave that was handed over before; the reset waits for that", async () => {
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

  it("writes nothing of a host onto a Server that was made anew while it logged in there", async () => {
    const world = new World();
    world.store.operations.onWrite = () => {
      world.store.operations.onWrite = () => undefined;
      world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.50.1.6" } });
    };
    await expect(world.pass()).rejects.toThrow("Server dc/w1 was made anew since it was read");
    expect(world.recordStatus).toEqual({});
    expect(world.server.starts).toBe(0);
  });
});
