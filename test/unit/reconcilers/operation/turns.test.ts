import { WAIT_POLL_MS } from "../../../../lib/defaults";
import { aCondition, anOperation } from "../../../fakes/samples";
import { World } from "./world";

describe("two operations of one server", () => {
  const SECOND = "2026-01-01T00:00:59Z";
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  /** One that was created in the same second as the world's own, and comes before it by its UID, or after it. */
  function addRival(uid: string, status = {}): void {
    const { metadata, spec } = world.operation;
    const creationTimestamp = SECOND as never;
    world.store.operations.put({
      metadata: { ...metadata, creationTimestamp, uid: "m" } as never,
      spec,
    });
    world.store.operations.put({
      metadata: { namespace: "dc", name: "rival", creationTimestamp, uid } as never,
      spec,
      status,
    });
  }

  it("go in the order of their UIDs when they were created in one second (F33)", async () => {
    addRival("a");
    await world.pass();
    expect(world.awaited).toBe("OperationInProgress Operation dc/rival");
    expect(world.server.starts).toBe(0);
  });

  it("wait for one that has begun, although their UID comes first, and say so", async () => {
    addRival("z", { startTime: SECOND });
    await world.pass();
    expect(world.condition("Complete")).toBe("False OperationInProgress");
    expect(world.awaited).toBe("OperationInProgress Operation dc/rival");
  });

  it("do not wait for one that comes after them", async () => {
    addRival("z");
    await world.pass();
    expect(world.server.starts).toBe(1);
  });

  it("wait for one that the index has lost and that holds no Lease", async () => {
    await world.serverOperations.refill();
    addRival("a", { startTime: SECOND });
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.server.starts).toBe(0);
    expect(world.awaited).toBe("OperationInProgress Operation dc/rival");
  });

  describe("when the watch is late", () => {
    beforeEach(async () => {
      addRival("a");
      await world.serverOperations.refill();
    });

    it("do not wait for one that is over by now", async () => {
      const conditions = [aCondition("Failed", "True")];
      await world.store.operations.updateStatus({ namespace: "dc", name: "rival" }, () => ({
        conditions,
      }));
      await world.pass();
      expect(world.server.starts).toBe(1);
    });

    it("do not wait for one that is gone by now", async () => {
      await world.store.operations.delete({ namespace: "dc", name: "rival" });
      await world.pass();
      expect(world.server.starts).toBe(1);
    });

    it("do not wait for another one of its name", async () => {
      await world.store.operations.delete({ namespace: "dc", name: "rival" });
      addRival("z");
      await world.pass();
      expect(world.server.starts).toBe(1);
    });

    it("wait for the next one that is there", async () => {
      world.serverOperations.see({
        ...anOperation({ metadata: { namespace: "dc", name: "gone", uid: "0" } }),
      });
      await world.pass();
      expect(world.awaited).toBe("OperationInProgress Operation dc/rival");
    });
  });
});
