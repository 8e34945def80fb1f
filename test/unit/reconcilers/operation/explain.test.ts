import { scripts } from "../../../../lib/bootstrap/scripts.generated";
import {
  AccessDenied,
  HostKeyMismatch,
  InvalidSpec,
  StepFailed,
} from "../../../../lib/domain/errors";
import type { RemoteHosts, RemoteResult } from "../../../../lib/ports/remote-host";
import { SimulatedServer } from "../../../fakes/simulated-server";
import { World } from "./world";

const KEY = { namespace: "dc", name: "op" };
/** The server has said who it is, where that was asked, and nothing more. */
const BROKEN: RemoteResult = {
  code: 1,
  stdout: `${new SimulatedServer().facts}\n`,
  stderr: "read-only file system",
};

/** A world whose run is at work, and whose connection was lost. */
async function cut(): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  expect(world.status.dcJobID).toBeDefined();
  return world;
}

/** The same hosts, but a script has another result. */
function broken(hosts: RemoteHosts, script: string): RemoteHosts {
  return {
    verifyKey: key => {
      hosts.verifyKey(key);
    },
    connect: async (route, signal) => {
      const host = await hosts.connect(route, signal);
      return {
        hostKey: host.hostKey,
        run: async (what, within) => (what.text === script ? BROKEN : await host.run(what, within)),
        stream: (...told) => host.stream(...told),
        close: () => {
          host.close();
        },
      };
    },
  };
}

describe("an operation whose run goes on while its server cannot be entered", () => {
  it.each([
    new AccessDenied("refused", { reason: "AuthFailed" }),
    new AccessDenied("no root", { reason: "SudoRefused" }),
    new HostKeyMismatch("another key", { reason: "HostKeyMismatch", role: "server" }),
  ])("does not end: %p", async refusal => {
    const world = await cut();
    world.server.refusal = refusal;
    await expect(world.pass()).rejects.toBe(refusal);
    expect(world.condition("Failed")).toBe("False InProgress");
    expect(world.condition("Complete")).toBe(`False ${refusal.reason}`);
    expect(world.condition("HostReachable")).toBe(`False ${refusal.reason}`);
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
    expect(world.tokens.live.size).toBe(1);
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    expect(world.server.starts).toBe(1);
  });

  it("has its run stopped when it is deleted then", async () => {
    const world = await cut();
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    await world.pass().catch(() => undefined);
    await world.store.operations.delete(KEY);
    await world.pass();
    expect(world.server.calls.at(-1)).toBe("cancel");
  });

  it("does not end when its run cannot be inspected", async () => {
    const world = await cut();
    Object.assign(world.ports, { remoteHosts: broken(world.server, scripts["job/meet"]) });
    await expect(world.pass()).rejects.toThrow(StepFailed);
    expect(world.condition("Complete")).toBe("False ScriptFailed");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
  });

  it("does not end in the pass that handed it over either", async () => {
    const world = new World();
    // Its journal does not tell how it ended, so it is looked at.
    world.server.exit = undefined;
    Object.assign(world.ports, { remoteHosts: broken(world.server, scripts["job/inspect"]) });
    await expect(world.pass()).rejects.toThrow(StepFailed);
    expect(world.condition("Complete")).toBe("False ScriptFailed");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
  });

  it("does not end when its Secret holds something else for a while", async () => {
    const world = await cut();
    world.secrets.secrets.set("dc/ssh", { username: "ubuntu", privateKey: "half a key" });
    await expect(world.pass()).rejects.toThrow(InvalidSpec);
    expect(world.condition("Complete")).toBe("False InvalidCredentials");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
  });

  it("does not end when the host has lost its identity, and says that it is not ours to mend", async () => {
    const world = await cut();
    world.server.facts = "mac=52:54:00:12:34:56\n";
    await expect(world.pass()).rejects.toThrow("no machine ID");
    expect(world.condition("Complete")).toBe("False UnsupportedHost");
    expect(world.condition("Ready")).toBe("False UnsupportedHost");
    expect(world.awaited).toBe("UnsupportedHost Server dc/w1");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
  });

  it("says once that the key is another one", async () => {
    const world = await cut();
    for (let count = 0; count < 3; count++) {
      const failure = { reason: "HostKeyMismatch", role: "server" } as const;
      world.server.refusal = new HostKeyMismatch("another key", failure);
      await world.pass().catch(() => undefined);
    }
    const said = world.events.recorded.filter(event => event.startsWith("Server/w1 HostKey"));
    expect(said.filter(event => event.includes("HostKeyMismatch"))).toHaveLength(1);
  });

  it("ends when its time is over", async () => {
    const world = await cut();
    await world.clock.advance(1_620_000);
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True AuthFailed");
    expect(world.operation.metadata?.finalizers).toEqual([]);
  });
});

describe("an operation whose run cannot be started", () => {
  it("ends at once, for nothing goes on", async () => {
    const world = new World();
    Object.assign(world.ports, { remoteHosts: broken(world.server, scripts["job/receive"]) });
    expect(await world.pass()).toBeUndefined();
    expect(world.condition("Failed")).toBe("True ScriptFailed");
    expect(world.operation.metadata?.finalizers).toEqual([]);
    expect(world.tokens.live.size).toBe(0);
  });
});
