import { fingerprintOf } from "../../../../lib/adapters/ssh/fingerprint";
import { HostKeyMismatch, LeaseLost } from "../../../../lib/domain/errors";
import type { RunGrant } from "../../../../lib/ports/run-slots";
import { World } from "./world";

function release(grant: RunGrant): void {
  if (grant.granted) {
    grant.release();
  }
}

const KEY = { namespace: "dc", name: "op" };

describe("an operation and the right to its server", () => {
  let world: World;
  let uid: string;

  beforeEach(() => {
    world = new World();
    uid = world.record.metadata?.uid ?? "";
  });

  it("shows the server the token of its Lease", async () => {
    await world.pass();
    expect(world.server.fence).toBe(1);
    expect(world.leases.entries.get(uid)).toMatchObject({ holder: "", fence: 1 });
  });

  function leaseToAnother(): void {
    const renewedMs = world.clock.monotonic();
    world.leases.entries.set(uid, { holder: "other", fence: 7, renewedMs });
  }

  it("leaves a server alone that another controller works on, and names its Lease", async () => {
    leaseToAnother();
    expect(await world.pass()).toEqual({ afterMs: 5000 });
    expect(world.server.calls).toEqual([]);
    expect(world.awaited).toBe(`ServerLeased Lease pepr-system/stargate-server-${uid}`);
    expect(world.condition("Ready")).toBe("False ServerLeased");
    const { writes } = world.store.operations;
    await world.clock.advance(5000);
    await world.pass();
    expect(world.store.operations.writes).toBe(writes);
  });

  it.each([{ startTime: "2026-01-01T00:00:00Z" }, { dcJobID: "stargate-1" }])(
    "leaves the word to that one where work has begun: %j",
    async status => {
      await world.store.operations.updateStatus(KEY, () => status);
      const { writes } = world.store.operations;
      leaseToAnother();
      expect(await world.pass()).toEqual({ afterMs: 5000 });
      expect(world.store.operations.writes).toBe(writes);
    },
  );

  it("writes nothing more once another controller has taken over", async () => {
    world.server.onLine = () => {
      world.leases.steal(uid);
    };
    const { writes } = world.store.operations;
    await expect(world.pass()).rejects.toThrow(LeaseLost);
    // What was written came before the first line of the journal.
    expect(world.status.steps).toBeUndefined();
    expect(world.store.operations.writes - writes).toBeLessThanOrEqual(2);
    expect(world.condition("Bootstrapped")).toBe("False StepsRunning");
  });

  it("goes on above the token that the server has seen, when its own Lease was made anew", async () => {
    world.server.fence = 41;
    world.register();
    await world.settle();
    expect(world.server.fence).toBe(42);
    expect(world.server.starts).toBe(1);
    expect(world.status.phase).toBe("Succeeded");
  });

  it("ships a run that was lost again, under the next token", async () => {
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    const before = world.server.fence;
    world.server.state = "lost";
    await world.pass();
    expect(world.server.starts).toBe(2);
    // One for the new holding of the Lease, one for the new start.
    expect(world.server.fence).toBe(before + 2);
  });

  it("waits for a run of somebody else on the server", async () => {
    world.server.otherRun = "1234";
    await world.pass();
    expect(world.awaited).toBe("ServerLocked Server dc/w1");
    expect(world.condition("Complete")).toBe("False ServerLocked");
    world.server.otherRun = undefined;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("leaves alone how the operation ended that another one saw to its end while it was held up (F4)", async () => {
    const world = new World();
    world.register();
    const { get } = world.nodes;
    const seen = (): unknown => [world.status, world.events.recorded, world.metrics.measured];
    let ended = "";
    // Held up in the middle of looking: meanwhile another controller does everything.
    world.nodes.get = async name => {
      world.nodes.get = get;
      await world.settle();
      ended = JSON.stringify(seen());
      return await get.call(world.nodes, name);
    };
    await world.pass();
    expect(world.status.phase).toBe("Succeeded");
    expect(JSON.stringify(seen())).toBe(ended);
    expect(world.server.starts).toBe(1);
  });
});

describe("an operation and its turn", () => {
  it("waits for it, says so, and goes on when it comes", async () => {
    const world = new World();
    world.settings.settings = { ...world.settings.settings, runLimits: { total: 1, perRouter: 1 } };
    const other = { key: "dc/other", router: undefined, since: "2025", isAtWork: false };
    const grant = world.ports.slots.claim(other, world.settings.settings.runLimits);
    expect(await world.pass()).toEqual({ afterMs: 60_000 });
    expect(world.condition("Complete")).toBe("False RunsLimited");
    expect(world.status).toMatchObject({
      phase: "Pending",
      message: "as many runs are at work as may: 1 (max-concurrent-operations)",
    });
    expect(world.server.routes).toEqual([]);
    release(grant);
    expect(world.woken).toEqual(["dc/op"]);
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("gives its place back however it ends", async () => {
    const world = new World();
    world.settings.settings = { ...world.settings.settings, runLimits: { total: 1, perRouter: 1 } };
    world.server.refusal = new Error("something unforeseen");
    await expect(world.pass()).rejects.toThrow("something unforeseen");
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });
});

describe("an operation on a server that was reinstalled", () => {
  const before = `ssh-ed25519 ${"C".repeat(68)}`;

  /** The server has shown one key, and now has another one. */
  async function reinstalled(renewHostKey: boolean): Promise<World> {
    const world = new World();
    await world.store.servers.updateStatus({ namespace: "dc", name: "w1" }, () => ({
      hostKeys: [before],
    }));
    await world.store.operations.delete({ namespace: "dc", name: "op" });
    world.store.operations.put({
      metadata: { name: "op" },
      spec: {
        serverRef: { name: "w1" },
        provisioningProfileRef: { name: "p" },
        operation: "repave",
        ...(renewHostKey ? { renewHostKey } : {}),
      },
    });
    world.register();
    return world;
  }

  it("refuses the other key by itself", async () => {
    const world = await reinstalled(false);
    await world.settle();
    expect(world.condition("Failed")).toBe("True HostKeyMismatch");
    expect(world.server.starts).toBe(0);
  });

  it("records it when it is told to, with an Event", async () => {
    const world = await reinstalled(true);
    await world.settle();
    expect(world.status).toMatchObject({
      phase: "Succeeded",
      renewedHostKey: world.server.hostKey.fingerprint,
    });
    expect(world.recordStatus.hostKeys).toEqual([world.server.hostKey.publicKey]);
    const renewed = world.events.recorded.filter(event => event.includes("HostKeyRenewed"));
    expect(renewed).toEqual([
      `Server/w1 HostKeyRenewed: Operation op recorded ${world.server.hostKey.fingerprint} in place of ${fingerprintOf(before)}`,
    ]);
  });

  it("does so once: a third key is refused", async () => {
    const world = await reinstalled(true);
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    world.server.hostKey = {
      publicKey: `ssh-ed25519 ${"D".repeat(68)}`,
      fingerprint: `SHA256:${"E".repeat(43)}`,
    };
    await expect(world.pass()).rejects.toThrow(HostKeyMismatch);
    expect(world.condition("Complete")).toBe("False HostKeyMismatch");
    expect(world.recordStatus.hostKeys?.join()).not.toContain("DDD");
  });

  it("does so once, even when the host showed the recorded key first", async () => {
    const world = await reinstalled(true);
    const recorded = [world.server.hostKey.publicKey];
    await world.store.servers.updateStatus({ namespace: "dc", name: "w1" }, () => ({
      hostKeys: recorded,
    }));
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    expect(world.status.renewedHostKey).toBe(world.server.hostKey.fingerprint);
    expect(world.events.recorded.join()).not.toContain("HostKeyRenewed");
    world.server.hostKey = {
      publicKey: `ssh-ed25519 ${"D".repeat(68)}`,
      fingerprint: `SHA256:${"E".repeat(43)}`,
    };
    world.server.state = "lost";
    await expect(world.pass()).rejects.toThrow(HostKeyMismatch);
    expect(world.server.starts).toBe(1);
    expect(world.recordStatus.hostKeys).toEqual(recorded);
  });

  it("has nothing to insist on where the Server pins its keys itself", async () => {
    const world = await reinstalled(true);
    const { publicKey } = world.server.hostKey;
    world.store.servers.put({
      metadata: { name: "w1" },
      spec: { ipv4: "10.50.1.5", hostKeys: [publicKey] },
    });
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.status.renewedHostKey).toBeUndefined();
  });

  it("renews nothing under a strict policy", async () => {
    const world = await reinstalled(true);
    world.settings.settings = { ...world.settings.settings, unknownKey: "refuse" };
    await world.settle();
    expect(world.condition("Failed")).toBe("True HostKeyMismatch");
  });
});
