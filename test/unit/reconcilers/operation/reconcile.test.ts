import { AccessDenied, ApiUnavailable, HostUnreachable } from "../../../../lib/domain/errors";
import { tokenIdOf } from "../../../../lib/domain/token";
import { World } from "./world";

describe("reconcileOperation", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it("makes a server a Ready node, and says so only after it has seen it", async () => {
    await world.pass();
    expect(world.status).toMatchObject({
      phase: "Running",
      dcJobID: `stargate-${world.operation.metadata?.uid}`,
      step: "2/2 join",
      kubernetesVersion: "1.34.4",
      waitingFor: { reason: "NodeNotRegistered", object: { kind: "Node", name: "w1" } },
    });
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
    await world.pass();
    expect(world.condition("NodeReady")).toBe("False NodeNotRegistered");
    world.register();
    await world.pass();
    expect(world.status).toMatchObject({ phase: "Succeeded" });
    expect(world.status.waitingFor).toBeUndefined();
    expect(world.condition("Ready")).toBe("True Succeeded");
    expect(world.recordStatus).toMatchObject({
      appliedProvisioningProfile: "p",
      machineID: `${"0".repeat(31)}1`,
      mac: "52:54:00:12:34:56",
      hostKeys: [world.server.hostKey.publicKey],
    });
    expect(world.events.recorded.map(event => event.split(":")[0])).toEqual([
      "Operation/op OperationStarted",
      "Server/w1 OperationStarted",
      "Server/w1 HostKeyRecorded",
      "Operation/op OperationSucceeded",
      "Server/w1 OperationSucceeded",
      "Node/w1 OperationSucceeded",
    ]);
  });

  it("does nothing more once it is over", async () => {
    world.register();
    await world.settle();
    const { writes } = world.store.operations;
    expect(await world.pass()).toBeUndefined();
    expect(world.store.operations.writes).toBe(writes);
    expect(world.server.starts).toBe(1);
  });

  it("ships the token as a secret, revokes it, and shows it nowhere", async () => {
    world.register();
    await world.settle();
    const uid = world.operation.metadata?.uid ?? "";
    expect(Buffer.concat(world.server.uploads).toString()).toContain(`${tokenIdOf(uid)}.0123`);
    expect(world.tokens.live.size).toBe(0);
    const shown = JSON.stringify([world.operation, world.record, world.events.recorded]);
    expect(shown).not.toContain("0123456789abcdef");
  });

  it.each([
    ["Server", "ServerNotFound", "Server dc/w1", (w: World) => w.store.servers],
    ["profile", "ProfileNotFound", "ProvisioningProfile dc/p", (w: World) => w.store.profiles],
  ])("waits for a missing %s and goes on when it appears", async (_, reason, object, of) => {
    const objects = of(world);
    const name = object.split("/")[1] ?? "";
    const { spec } = objects.at(name)!;
    await objects.delete({ namespace: "dc", name });
    expect(await world.pass()).toBeDefined();
    expect(world.condition("Complete")).toBe(`False ${reason}`);
    expect(world.status).toMatchObject({ phase: "Pending" });
    expect(world.awaited).toBe(`${reason} ${object}`);
    objects.put({ metadata: { name }, spec: spec as never });
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("waits for a missing Secret and goes on when it appears", async () => {
    const credentials = world.secrets.secrets.get("dc/ssh")!;
    world.secrets.secrets.delete("dc/ssh");
    await world.pass();
    expect(world.awaited).toBe("SecretNotFound Secret dc/ssh");
    expect(world.condition("Complete")).toBe("False SecretNotFound");
    world.secrets.secrets.set("dc/ssh", credentials);
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("takes the Server's profile when the Operation names none", async () => {
    await world.store.operations.delete({ namespace: "dc", name: "op" });
    const spec = { serverRef: { name: "w1" }, operation: "repave" as const };
    world.store.operations.put({ metadata: { name: "op" }, spec });
    await world.pass();
    expect(world.condition("Complete")).toBe("False ProfileNotNamed");
    const { ipv4 } = world.record.spec;
    world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4, provisioningProfile: "p" } });
    world.register();
    await world.settle();
    expect(world.recordStatus.appliedProvisioningProfile).toBe("p");
  });

  it("writes no text of an earlier version again, which the API server would refuse", async () => {
    await world.store.servers.updateStatus(
      { namespace: "dc", name: "w1" },
      () => ({ waitingFor: "Secret/dc/ssh" }) as never,
    );
    await world.pass();
    expect(world.recordStatus).toHaveProperty("machineID");
    expect(world.recordStatus).not.toHaveProperty("waitingFor");
  });

  it("waits for an older operation on the same server", async () => {
    world.store.operations.put({
      metadata: { name: "older", creationTimestamp: "2025-01-01T00:00:00Z" } as never,
      spec: world.operation.spec,
    });
    await world.pass();
    expect(world.awaited).toBe("OperationInProgress Operation dc/older");
    expect(world.server.routes).toHaveLength(0);
  });

  it.each([
    ["no private key", { username: "ubuntu" }, "InvalidCredentials"],
    ["a bad private key", { privateKey: "bad key" }, "InvalidCredentials"],
    ["an option as user", { privateKey: "good key", username: "-oX=y" }, "InvalidUsername"],
  ])("fails with %s in the Secret, and contacts nobody", async (_, entries, reason) => {
    world.secrets.secrets.set("dc/ssh", entries as unknown as Record<string, string>);
    await world.pass();
    expect(world.condition("Failed")).toBe(`True ${reason}`);
    expect(world.server.routes).toHaveLength(0);
  });

  it("fails at once when the login is refused: trying again would lock it", async () => {
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True AuthFailed");
    expect(world.condition("HostReachable")).toBe("False AuthFailed");
    expect(world.server.routes).toHaveLength(1);
  });

  it("fails at once when the host shows another key than the recorded one", async () => {
    const pinned = `SHA256:${"C".repeat(43)}`;
    world.store.servers.put({
      metadata: { name: "w1" },
      spec: { ipv4: "10.50.1.5", hostKeys: [pinned] },
    });
    await world.pass();
    expect(world.condition("Failed")).toBe("True HostKeyMismatch");
    expect(world.server.calls).toEqual([]);
    expect(world.events.recorded.join()).toContain("HostKeyMismatch");
  });

  it("contacts no unpinned server under the strict policy", async () => {
    world.settings.settings = { ...world.settings.settings, unknownKey: "refuse" };
    await world.pass();
    expect(world.condition("Failed")).toBe("True HostKeyNotPinned");
    expect(world.server.routes).toHaveLength(0);
  });

  it("keeps trying an unreachable server until its time is over", async () => {
    for (let minute = 0; minute < 12; minute++) {
      world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
      await world.pass().catch(() => undefined);
      await world.clock.advance(60_000);
    }
    expect(world.condition("Failed")).toBe("True HostUnreachable");
    expect(world.server.routes).toHaveLength(10);
  });

  it("refuses a host that lacks the wanted MAC address", async () => {
    const spec = { ipv4: "10.50.1.5", mac: "60:45:bd:5c:3f:6f" };
    world.store.servers.put({ metadata: { name: "w1" }, spec });
    await world.pass();
    expect(world.condition("Failed")).toBe("True MacAddressMismatch");
    expect(world.server.starts).toBe(0);
  });

  it("reports a failed step in the server's own words, with the end of its log", async () => {
    world.server.exit = {
      result: "Failed",
      step: "join",
      reason: "JoinFailed",
      message: "kubeadm join failed",
      remedy: "see the log",
      time: "2026-01-01T00:00:00.000Z",
    };
    world.server.output = "token abcdef.0123456789abcdef\nthe end\n";
    await world.pass();
    expect(world.condition("Failed")).toBe("True JoinFailed");
    expect(world.condition("Bootstrapped")).toBe("False JoinFailed");
    expect(world.status.message).toBe("step join: kubeadm join failed; see the log");
    expect(world.status.logTail).toBe("token [redacted]\nthe end\n");
    expect(world.tokens.live.size).toBe(0);
  });

  it("follows on after the connection broke, and starts nothing twice", async () => {
    world.server.cutAfterLines = 3;
    await expect(world.pass()).rejects.toThrow("lost");
    expect(world.condition("HostReachable")).toBe("False HostUnreachable");
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
  });

  it("starts the run again when the job vanished without a result", async () => {
    const { exit } = world.server;
    world.server.exit = undefined;
    expect(await world.pass()).toEqual({ afterMs: 0 });
    world.server.exit = exit;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(2);
  });

  it("loses nothing when the API server goes away while a run is followed", async () => {
    let isDown = false;
    world.store.operations.onRead = () => {
      if (isDown) {
        throw new ApiUnavailable("down", { reason: "ApiUnavailable" });
      }
    };
    world.store.operations.onWrite = operation => {
      isDown = operation.status?.step === "1/2 preflight";
    };
    await expect(world.pass()).rejects.toThrow("down");
    isDown = false;
    world.store.operations.onWrite = () => undefined;
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
  });

  it("gives up on a Node that does not become Ready, at its deadline", async () => {
    await world.pass();
    world.register({ ready: false, notReadyMessage: "no CNI" });
    await world.pass();
    expect(world.condition("NodeReady")).toBe("False NodeNotReady");
    await world.clock.advance(300_000);
    await world.pass();
    expect(world.condition("Failed")).toBe("True NodeNotReady");
    expect(world.status.message).toContain("no CNI");
  });

  it("never writes to an Operation that was created anew under the same name", async () => {
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    const { spec } = world.operation;
    world.store.servers.onRead = () => {
      world.store.servers.onRead = () => undefined;
      world.store.operations.put({ metadata: { name: "op" }, spec });
    };
    await world.pass();
    expect(world.status.phase).toBeUndefined();
  });

  it("closes every connection it opened", async () => {
    world.register();
    await world.settle();
    expect(world.server.open).toBe(0);
  });
});
