import { CLEANUP_FINALIZER } from "../../../../lib/api/names";
import { InvalidSpec } from "../../../../lib/domain/errors";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import { World } from "../operation/world";

const KEY = { namespace: "dc", name: "w1" };

describe("reconcileServer", () => {
  it("follows the server through its life", async () => {
    const world = new World();
    const states: string[] = [];
    const look = async (): Promise<void> => {
      await reconcileServer(world.serverPorts, KEY);
      states.push(`${world.recordStatus.state ?? ""}: ${world.recordStatus.message ?? ""}`);
    };
    await look();
    await world.pass();
    await look();
    world.register();
    await world.pass();
    await look();
    world.register({ ready: false, notReadyMessage: "the kubelet stopped" });
    await look();
    expect(states).toEqual([
      "pending: the server is no node; a repave makes it one",
      "provisioning: Operation op: every step on the server succeeded; waiting for the Node",
      "ready: Node w1 is Ready with v1.34.4",
      "error: Node w1 is not Ready: the kubelet stopped",
    ]);
    expect(world.recordStatus).toMatchObject({
      nodeName: "w1",
      podCIDR: "10.244.0.0/24",
      os: "k8s-1.34",
      appliedProvisioningProfile: "p",
    });
  });

  it("holds a Server that an earlier version made a node, once nothing is under way there", async () => {
    const world = new World();
    await world.pass();
    world.register();
    await world.store.servers.removeFinalizer(world.record, CLEANUP_FINALIZER);
    await reconcileServer(world.serverPorts, KEY);
    expect(world.record.metadata?.finalizers).toEqual([]);
    await world.settle();
    await reconcileServer(world.serverPorts, KEY);
    expect(world.record.metadata?.finalizers).toEqual([CLEANUP_FINALIZER]);
  });

  it("does not hold a Server whose Node somebody else made", async () => {
    const world = new World();
    world.register();
    world.store.servers.put({
      metadata: { name: "w1" },
      spec: { ipv4: "10.50.1.5" },
      status: { machineID: `${"0".repeat(31)}1` },
    });
    await world.store.operations.delete({ namespace: "dc", name: "op" });
    await reconcileServer(world.serverPorts, KEY);
    expect(world.recordStatus.nodeName).toBe("w1");
    expect(world.record.metadata?.finalizers ?? []).toEqual([]);
  });

  it("writes nothing when nothing changed", async () => {
    const world = new World();
    await reconcileServer(world.serverPorts, KEY);
    const { writes } = world.store.servers;
    await world.clock.advance(60_000);
    await reconcileServer(world.serverPorts, KEY);
    expect(world.store.servers.writes).toBe(writes);
  });

  it("knows the version that it wrote again when a watch shows it", async () => {
    const world = new World();
    expect(world.judged.has(world.store.servers.at("w1")!)).toBe(false);
    await reconcileServer(world.serverPorts, KEY);
    expect(world.judged.has(world.store.servers.at("w1")!)).toBe(true);
    await world.pass();
    expect(world.judged.has(world.store.servers.at("w1")!)).toBe(false);
  });

  it("does not know whether it is paused without settings, unless it is itself", async () => {
    const world = new World();
    const reason = "InvalidSettings";
    world.settings.failure = new InvalidSpec("ssh-port: many", { reason, remedy: "correct it" });
    await reconcileServer(world.serverPorts, KEY);
    const paused = () => world.recordStatus.conditions?.find(({ type }) => type === "Paused");
    expect(paused()).toMatchObject({
      status: "Unknown",
      reason,
      message: "ssh-port: many; correct it",
    });
    world.store.servers.put({ metadata: KEY, spec: { ipv4: "10.50.1.5", paused: true } });
    await reconcileServer(world.serverPorts, KEY);
    expect(paused()).toMatchObject({ status: "True", reason: "Paused" });
  });

  it("takes a Server that is gone for done", async () => {
    const world = new World();
    await world.store.servers.delete(KEY);
    expect(await reconcileServer(world.serverPorts, KEY)).toBeUndefined();
  });
});
