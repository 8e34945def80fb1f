import { NODE_POLL_MS, NODE_READY_TIMEOUT_SECONDS } from "../../../../lib/defaults";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import { World } from "./world";

const TIME = "2026-01-01T00:00:00.000Z";

const MEMBER = { appliedProvisioningProfile: "p", podCIDR: "10.244.0.0/24", os: "k8s-1.34" };

/** A world whose operation is to reset the server. */
function resetting(status: object = MEMBER): World {
  const world = new World();
  world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.50.1.5" }, status });
  world.store.operations.put({
    metadata: { name: "op" },
    spec: {
      serverRef: { name: "w1" },
      provisioningProfileRef: { name: "p" },
      operation: "reset",
    },
  });
  world.server.journal = [
    { event: "run-started", steps: "leave,release", time: TIME },
    { event: "step-started", step: "leave", time: TIME },
    { event: "step-finished", step: "leave", state: "Applied", time: TIME },
  ];
  return world;
}

const OTHER = { machineID: "f".repeat(32), uid: "foreign" };

describe("an operation that resets a server", () => {
  it("removes the Node, reads back that it is gone, and releases the record", async () => {
    const world = resetting();
    world.register();
    await world.pass();
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    expect(await world.pass()).toEqual({ afterMs: NODE_POLL_MS });
    expect(world.nodes.nodes.size).toBe(0);
    expect(world.condition("Complete")).toBe("False NodeStillThere");
    expect(world.recordStatus.appliedProvisioningProfile).toBe("p");
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.status.message).toBe("the server is clean, and no Node any more");
    expect(world.recordStatus).not.toHaveProperty("appliedProvisioningProfile");
    expect(world.recordStatus).not.toHaveProperty("podCIDR");
    expect(world.recordStatus.machineID).toBe(`${"0".repeat(31)}1`);
    expect(world.recordStatus.hostKeys).toHaveLength(1);
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.recordStatus.state).toBe("pending");
  });

  it("drains first, and lets nobody back", async () => {
    const world = resetting();
    world.register();
    world.server.hasGate = true;
    await world.pass();
    expect(world.condition("Drained")).toBe("False Draining");
    await world.settle();
    expect(world.condition("Drained")).toBe("True NodeDrained");
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.nodes.nodes.size).toBe(0);
  });

  it("needs no token and no setting of the cluster, and no place that fits", async () => {
    const world = resetting({});
    world.settings.settings = { ...world.settings.settings, controlPlaneIp: undefined };
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.tokens.minted).toBe(0);
  });

  it("waits for a Node that somebody keeps, and gives up (F29)", async () => {
    const world = resetting();
    world.register();
    world.nodes.stuck = true;
    await world.pass();
    await world.pass();
    expect(world.awaited).toBe("NodeStillThere Node w1");
    await world.clock.advance(NODE_READY_TIMEOUT_SECONDS * 1000);
    await world.settle();
    expect(world.condition("Failed")).toBe("True NodeStillThere");
    expect(world.recordStatus.appliedProvisioningProfile).toBe("p");
  });

  it("cleans its own host, and leaves a Node of another machine as it is, drained by nobody (F30)", async () => {
    for (const hasGate of [false, true]) {
      const world = resetting();
      world.register(OTHER);
      world.server.hasGate = hasGate;
      const before = world.nodes.nodes.get("w1");
      await world.settle();
      expect(world.condition("Complete")).toBe("True Succeeded");
      expect(world.status.message).toContain("another one, and stays");
      expect(world.nodes.nodes.get("w1")).toEqual(before);
    }
  });

  it("does nothing to the host where the machine has a Node at another address (F30)", async () => {
    const world = resetting();
    world.register({ internalIP: "10.50.1.99" });
    await world.settle();
    expect(world.condition("Failed")).toBe("True NodeIdentityMismatch");
    expect(world.server.starts).toBe(0);
    expect(world.nodes.nodes.size).toBe(1);
  });

  it("drains a Node that is the host's own, though the record was of another machine", async () => {
    const world = resetting({ ...MEMBER, machineID: OTHER.machineID });
    world.register();
    world.server.hasGate = true;
    await expect(world.pass()).rejects.toThrow("is the host's own");
    expect(world.server.starts).toBe(0);
    await world.pass();
    expect(world.condition("Drained")).toBe("False Draining");
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(world.nodes.nodes.size).toBe(0);
  });

  it("has the Server's finalizer off before it is over, so that the next repave's own stays", async () => {
    const world = resetting();
    await world.store.servers.addFinalizer(world.record, "stargate.io/cleanup");
    await world.pass();
    const held: (string[] | undefined)[] = [];
    world.store.operations.onWrite = () => {
      held.push(world.record.metadata?.finalizers);
    };
    await world.settle();
    expect(world.condition("Complete")).toBe("True Succeeded");
    expect(held.at(-1)).toEqual([]);
  });

  it("takes a machine that is clean off the list of forgotten ones", async () => {
    const world = resetting();
    world.forgotten.machines.set(`${"0".repeat(31)}1`, "dc/gone");
    world.forgotten.machines.set("other", "dc/other");
    await world.settle();
    expect([...world.forgotten.machines.keys()]).toEqual(["other"]);
  });
});
