import { TEARDOWN_GRACE_SECONDS, WAIT_POLL_MS } from "../../../../lib/defaults";
import { AccessDenied, HostUnreachable } from "../../../../lib/domain/errors";
import type { RemoteHost, RemoteHosts } from "../../../../lib/ports/remote-host";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { World } from "./world";

const KEY = { namespace: "dc", name: "op" };

/** A world whose run is at work, and whose operation is then deleted. */
async function deletedAtWork(): Promise<World> {
  const world = new World();
  world.server.cutAfterLines = 3;
  await world.pass().catch(() => undefined);
  expect(world.operation.metadata?.finalizers).toEqual(["stargate.io/cleanup"]);
  await world.store.operations.delete(KEY);
  return world;
}

describe("an operation that is deleted", () => {
  it("has its run stopped on the server, its token revoked, and then goes", async () => {
    const world = await deletedAtWork();
    expect(world.tokens.live.size).toBe(1);
    expect(await world.pass()).toBeUndefined();
    expect(world.server.calls.at(-1)).toBe("cancel");
    expect(world.server.exit).toMatchObject({ reason: "Cancelled" });
    expect(world.tokens.live.size).toBe(0);
    expect(world.store.operations.at("op")).toBeUndefined();
    expect(
      world.events.recorded.filter(event => event.includes("OperationCancelled")),
    ).toHaveLength(2);
    expect(world.server.open).toBe(0);
    expect(world.metrics.measured.at(-1)).toMatch(/^repave cancelled/);
  });

  it("says that it is being stopped, once, and for how long that may take", async () => {
    const world = await deletedAtWork();
    const said: (string | undefined)[] = [];
    const { remoteHosts } = world.ports;
    const watched: RemoteHosts = {
      verifyKey: key => remoteHosts.verifyKey(key),
      connect: async (route, signal) => {
        const host = await remoteHosts.connect(route, signal);
        const run: RemoteHost["run"] = (script, within) => {
          said.push(world.status.message, world.condition("Complete"));
          return host.run(script, within);
        };
        return { ...host, run };
      },
    };
    await reconcileOperation(
      { ...world.ports, remoteHosts: watched },
      KEY,
      new AbortController().signal,
    );
    expect(said).toEqual([
      "being cancelled: the script at work may go on for up to 30 s",
      "False Cancelling",
    ]);
  });

  it("says how to let it go when its server does not answer", async () => {
    const world = await deletedAtWork();
    world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
    await expect(world.pass()).rejects.toThrow("timeout");
    expect(world.status.message).toBe(
      "being cancelled, but timeout; annotate the Operation with stargate.io/skip-cleanup=true to let it go without its server",
    );
  });

  it("interrupts the pass that follows its run", async () => {
    const world = new World();
    const uid = world.operation.metadata?.uid ?? "";
    // The watch tells the controller while the journal is read.
    world.server.onLine = () => {
      void world.store.operations.delete(KEY);
      world.cancellations.cancel(uid);
    };
    expect(await world.pass()).toEqual({ afterMs: 0 });
    world.server.onLine = () => undefined;
    await world.settle();
    expect(world.server.calls).toContain("cancel");
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("is noticed by the pass itself when the watch missed it", async () => {
    const world = new World();
    world.server.onLine = () => {
      void world.store.operations.delete(KEY);
    };
    world.server.holdAfterLines = 4;
    expect(await world.pass()).toEqual({ afterMs: 0 });
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it.each(["Succeeded", "Failed"] as const)(
    "goes at once when it has %s, whether a controller is there or not",
    async result => {
      const world = new World();
      world.server.exit = { ...world.server.exit, result, time: "2026-01-01T00:00:00.000Z" };
      world.register();
      await world.settle();
      expect(world.status.phase).toBe(result);
      expect(world.operation.metadata?.finalizers).toEqual([]);
      await world.store.operations.delete(KEY);
      expect(world.store.operations.at("op")).toBeUndefined();
    },
  );

  it("is let go by a later pass when the one that ended it died before", async () => {
    const world = new World();
    world.register();
    await world.settle();
    await world.store.operations.addFinalizer(world.operation, "stargate.io/cleanup");
    await world.pass();
    expect(world.operation.metadata?.finalizers).toEqual([]);
  });

  it("is never in the way when it did nothing", async () => {
    const world = new World();
    world.secrets.secrets.clear();
    await world.pass();
    await world.store.operations.delete(KEY);
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("waits for a server that does not answer, and says so", async () => {
    const world = await deletedAtWork();
    world.server.refusal = new HostUnreachable("no answer", { reason: "HostUnreachable" });
    await expect(world.pass()).rejects.toThrow(HostUnreachable);
    expect(world.condition("HostReachable")).toBe("False HostUnreachable");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
    await world.pass();
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it.each([
    [
      "its Secret is gone, and its Server goes, too",
      (w: World) => {
        w.secrets.secrets.clear();
        const { metadata = {}, spec } = w.record;
        w.store.servers.put({
          metadata: { ...metadata, deletionTimestamp: new Date() } as object,
          spec,
        });
      },
    ],
    [
      "the login is refused",
      (w: World) => {
        w.server.refusal = new AccessDenied("no", { reason: "AuthFailed" });
      },
    ],
    [
      "its Server is gone",
      (w: World) => {
        void w.store.servers.removeFinalizer(w.record, "stargate.io/cleanup");
        void w.store.servers.delete({ namespace: "dc", name: "w1" });
      },
    ],
  ])("goes without its server when %s, and says so", async (_, spoil) => {
    const world = await deletedAtWork();
    spoil(world);
    await world.settle();
    expect(world.store.operations.at("op")).toBeUndefined();
    expect(world.tokens.live.size).toBe(0);
    const said = world.events.recorded.filter(event => event.includes("CleanupSkipped"));
    expect(said[0]).toContain("the run ends at its own deadline");
  });

  it("waits for a Secret that is away for a moment, and says so", async () => {
    const world = await deletedAtWork();
    const { secrets } = world.secrets;
    const login = secrets.get("dc/ssh");
    secrets.clear();
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False SecretNotFound");
    expect(world.awaited).toBe("SecretNotFound Secret dc/ssh");
    expect(world.operation.metadata?.finalizers).toHaveLength(1);
    secrets.set("dc/ssh", login!);
    expect(await world.pass()).toBeUndefined();
    expect(world.server.calls.at(-1)).toBe("cancel");
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("does not wait for a Secret any longer than its run has time", async () => {
    const world = await deletedAtWork();
    world.secrets.secrets.clear();
    await world.pass();
    await world.clock.advance(1_620_000);
    expect(await world.pass()).toBeUndefined();
    expect(world.events.recorded.join()).toContain("CleanupSkipped");
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("goes with its namespace, where its Secret is the first to go", async () => {
    const world = await deletedAtWork();
    world.secrets.secrets.clear();
    await world.pass();
    await world.store.servers.delete({ namespace: "dc", name: "w1" });
    expect(await world.pass()).toBeUndefined();
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("gives its run less time to stop when the Server goes, too", async () => {
    const world = await deletedAtWork();
    const { metadata, spec } = world.store.servers.at("w1")!;
    world.store.servers.put({
      metadata: { ...metadata, deletionTimestamp: new Date(world.clock.now()) } as object,
      spec,
    });
    await world.pass();
    expect(world.server.calls.at(-1)).toBe("cancel");
    expect(world.server.told["GRACE_SECONDS"]).toBe(String(TEARDOWN_GRACE_SECONDS));
  });

  it("tells how its run ended when that was over before", async () => {
    const world = await deletedAtWork();
    world.server.state = "finished";
    await world.pass();
    expect(world.events.recorded.at(-1)).toContain("its run had ended before: Succeeded");
  });

  it("goes on from the server's fence when the Lease was made anew", async () => {
    const world = await deletedAtWork();
    world.server.fence = 50;
    expect(await world.pass()).toBeUndefined();
    expect(world.server.fence).toBe(51);
    expect(world.server.exit).toMatchObject({ reason: "Cancelled" });
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("does not believe a fence that no Lease can count, and goes without its server", async () => {
    const world = await deletedAtWork();
    world.server.fence = 2 ** 31;
    expect(await world.pass()).toBeUndefined();
    const said = world.events.recorded.filter(event => event.includes("CleanupSkipped"));
    expect(said[0]).toContain("names the fence 2147483648");
    expect(world.store.operations.at("op")).toBeUndefined();
  });

  it("leaves the server to the controller that works on it", async () => {
    const world = await deletedAtWork();
    const uid = world.record.metadata?.uid ?? "";
    world.leases.steal(uid);
    expect(await world.pass()).toEqual({ afterMs: 5000 });
    expect(world.server.calls).not.toContain("cancel");
  });
});
