import { DRAIN_BLOCKED_POLL_MS, DRAIN_POLL_MS } from "../../../../lib/defaults";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { aPod } from "../../../fakes/pods";
import { parked } from "./parked";
import { World } from "./world";

const KEY = { namespace: "dc", name: "op" };

function nodeOf(world: World) {
  return world.nodes.nodes.get("w1")!;
}

describe("an operation that would disturb pods", () => {
  it("moves them away first, goes on where it was parked, and lets pods come back at the end", async () => {
    const world = await parked({}, aPod({ name: "a" }), aPod({ name: "b" }));
    expect(await world.pass()).toEqual({ afterMs: DRAIN_POLL_MS });
    expect(world.status.waitingFor).toMatchObject({
      reason: "Draining",
      object: { kind: "Node", name: "w1" },
    });
    expect(nodeOf(world)).toMatchObject({
      isCordoned: true,
      cordonedBy: world.operation.metadata?.uid,
    });
    expect(world.server.starts).toBe(1);
    await world.pass();
    expect(world.condition("Drained")).toBe("True NodeDrained");
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.server.starts).toBe(2);
    expect(nodeOf(world)).toMatchObject({ isCordoned: false, cordonedBy: undefined });
    expect(world.status.phase).toBe("Succeeded");
  });

  it("asks nobody to move where the server is no Node yet", async () => {
    const world = new World();
    world.server.hasGate = true;
    await world.pass();
    expect(world.server.starts).toBe(1);
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    expect(world.operation.status?.conditions?.map(({ type }) => type)).not.toContain("Drained");
  });

  it("waits for a budget as long as it takes, tells it once, and its own time does not run", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    for (let hours = 0; hours < 3; hours++) {
      expect(await world.pass()).toEqual({ afterMs: DRAIN_BLOCKED_POLL_MS });
      await world.clock.advance(3_600_000);
    }
    expect(world.status.waitingFor).toMatchObject({ reason: "DrainBlocked" });
    expect(world.status.message).toContain("pod shop/a: The disruption budget keep-a needs 1");
    expect(world.status.phase).toBe("Running");
    const blocked = world.events.recorded.filter(event => event.includes("DrainBlocked"));
    expect(blocked.length).toBeLessThanOrEqual(3);
    world.pods.budgets.clear();
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("gives up when the profile says so, and pods may come back: nothing was disturbed", async () => {
    const world = await parked({ policy: "Abort", timeoutSeconds: 60 }, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    await world.pass();
    await world.clock.advance(60_000);
    await world.settle();
    expect(world.condition("Failed")).toBe("True DrainTimedOut");
    expect(world.status.message).toContain("keep-a");
    expect(nodeOf(world).isCordoned).toBe(false);
    expect(world.server.starts).toBe(1);
    expect(world.pods.deleted).toEqual([]);
  });

  it("leaves a person's cordon alone when it gives up, and takes its own back in whichever pass", async () => {
    for (const isCordoned of [true, false]) {
      const world = await parked({ policy: "Abort", timeoutSeconds: 60 }, aPod({ name: "a" }));
      world.register({ isCordoned });
      world.pods.budgets.set("a", "keep-a");
      await world.clock.advance(60_000);
      await world.settle();
      expect(world.condition("Failed")).toBe("True DrainTimedOut");
      expect(nodeOf(world)).toMatchObject({ isCordoned, cordonedBy: undefined });
    }
  });

  it("deletes what a budget keeps when the profile says so, and not before its time", async () => {
    const world = await parked({ policy: "ForceAfter", timeoutSeconds: 60 }, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    await world.pass();
    expect(world.pods.deleted).toEqual([]);
    await world.clock.advance(60_000);
    await world.settle();
    expect(world.pods.deleted).toEqual(["a"]);
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("touches nothing while data would be lost, and says what allows it", async () => {
    const world = await parked({}, aPod({ name: "data", hasEmptyDir: true }), aPod({ name: "a" }));
    await world.pass();
    expect(world.status.waitingFor).toMatchObject({ reason: "DrainRefused" });
    expect(world.status.message).toContain("spec.drain.deleteEmptyDirData");
    expect(world.pods.evicted).toEqual([]);
    expect(nodeOf(world).isCordoned).toBe(false);
  });

  it("refuses a Node of another machine, and moves none of its pods", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.register({ machineID: "f".repeat(32) });
    await world.pass();
    expect(world.condition("Failed")).toBe("True NodeIdentityMismatch");
    expect(world.pods.evicted).toEqual([]);
  });

  it("goes on when the Node is gone by then", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.nodes.nodes.clear();
    await world.pass();
    expect(world.condition("Drained")).toBe("True NodeDrained");
  });

  it("moves nobody while the Server is paused, and has all of its time anew afterwards", async () => {
    const drain = { policy: "ForceAfter", timeoutSeconds: 60 };
    const world = await parked(drain, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    const pause = (paused: boolean) =>
      world.store.servers.put({
        metadata: world.record.metadata as object,
        spec: { ipv4: "10.50.1.5", paused },
        status: world.recordStatus,
      });
    pause(true);
    await world.pass();
    expect(world.condition("Complete")).toBe("False Paused");
    expect(world.condition("Drained")).toBe("Unknown Paused");
    expect(world.pods.evicted).toEqual([]);
    await world.clock.advance(3_600_000);
    pause(false);
    await world.pass();
    expect(world.pods.deleted).toEqual([]);
    await world.clock.advance(60_000);
    await world.settle();
    expect(world.pods.deleted).toEqual(["a"]);
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("moves nobody for a run that can not be started again: its profile was changed", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    const { metadata, spec } = world.store.profiles.at("p")!;
    world.store.profiles.put({
      metadata: { ...metadata, generation: 2 } as object,
      spec: { ...spec, drain: { deleteEmptyDirData: true } },
    });
    await world.settle();
    expect(world.condition("Failed")).toBe("True ProfileChanged");
    expect(world.pods.evicted).toEqual([]);
    expect(nodeOf(world).isCordoned).toBe(false);
  });

  it("parks again when somebody let pods onto the Node before the run went on", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    await world.pass();
    await world.pass();
    expect(world.condition("Drained")).toBe("True NodeDrained");
    world.register();
    world.pods.nodes.set("w1", [aPod({ name: "b" })]);
    await world.pass();
    expect(world.condition("Drained")).toBe("False Draining");
    await world.settle();
    expect(world.pods.evicted).toEqual(["a", "b"]);
    expect(world.condition("Complete")).toBe("True Succeeded");
  });

  it("does nothing when another controller has gone on meanwhile", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    const { leases } = world.ports;
    const late = {
      ...world.ports,
      leases: {
        acquire: async (uid: string) => {
          await world.settle();
          return await leases.acquire(uid);
        },
      },
    };
    await reconcileOperation(late, KEY, new AbortController().signal);
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(nodeOf(world).isCordoned).toBe(false);
  });

  it("leaves a Node as it was when it is deleted meanwhile", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    await world.pass();
    expect(nodeOf(world).isCordoned).toBe(true);
    await world.store.operations.delete(KEY);
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
    expect(nodeOf(world).isCordoned).toBe(false);
    expect(world.server.exit).toMatchObject({ reason: "Cancelled" });
  });

  it("leaves a Node as it was when nobody can tell the server, and by an annotation need not", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.pods.budgets.set("a", "keep-a");
    await world.pass();
    const { metadata, spec, status } = world.operation;
    const annotations = { "stargate.io/skip-cleanup": "gone" };
    world.store.operations.put({
      metadata: { ...metadata, annotations } as object,
      spec,
      status: status!,
    });
    await world.store.operations.delete(KEY);
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
    expect(nodeOf(world).isCordoned).toBe(false);
  });

  it("makes good what an operation left cordoned that failed in the middle", async () => {
    const world = await parked({});
    world.register({ isCordoned: true, cordonedBy: "another" });
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(nodeOf(world).isCordoned).toBe(false);
  });

  it("leaves alone what a person cordoned", async () => {
    const world = await parked({}, aPod({ name: "a" }));
    world.register({ isCordoned: true });
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(nodeOf(world).isCordoned).toBe(true);
  });
});
