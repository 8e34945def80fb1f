import type { Server } from "../../../../lib/api/server.generated";
import { WAIT_POLL_MS } from "../../../../lib/defaults";
import { ApiUnavailable } from "../../../../lib/domain/errors";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import { awaitedBy, World } from "./world";

const KEY = { namespace: "dc", name: "w1" };
const LONG_AGO = "2020-01-01T00:00:00Z";

describe("a Server that claims what another one has", () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await world.serverRivals.refill();
  });

  /** An older Server with the same address, as the watch tells of it. */
  function addOlder(spec: Partial<Server["spec"]> = {}): Server {
    const metadata = { namespace: "dc", name: "older", creationTimestamp: LONG_AGO };
    const put = world.store.servers.put({
      metadata: metadata as { name: string },
      spec: { ipv4: "10.50.1.5", ...spec },
    });
    world.serverRivals.see(put);
    return put;
  }

  it("is not touched, and says who has it", async () => {
    addOlder();
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False DuplicateAddress");
    expect(world.awaited).toBe("DuplicateAddress Server dc/older");
    expect([world.server.starts, world.leases.entries.size]).toEqual([0, 0]);
    await reconcileServer(world.serverPorts, KEY);
    expect(awaitedBy(world.recordStatus)).toBe("DuplicateAddress Server dc/older");
    expect(world.recordStatus.message).toContain("also the address of Server dc/older");
  });

  it("is not started, even when the watch has not told of the other one", async () => {
    const metadata = { name: "older", creationTimestamp: LONG_AGO };
    world.store.servers.put({
      metadata: metadata as { name: string },
      spec: { ipv4: "10.50.1.5" },
    });
    world.serverRivals.preceding = () => Promise.resolve(undefined);
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False DuplicateAddress");
    expect([world.server.starts, world.tokens.minted]).toEqual([0, 0]);
    expect(world.status.startTime).toBeUndefined();
  });

  it("learns nothing of the host that it yields to another one, and goes on once its address is corrected", async () => {
    addOlder();
    world.serverRivals.preceding = () => Promise.resolve(undefined);
    await world.pass();
    expect(world.condition("Complete")).toBe("False DuplicateAddress");
    const { hostKeys, machineID, mac } = world.recordStatus;
    expect([hostKeys, machineID, mac]).toEqual([undefined, undefined, undefined]);
    const { metadata, status } = world.record;
    const spec = { ipv4: "10.50.1.6" };
    world.store.servers.put({ metadata: metadata as { name: string }, spec, status: status! });
    await world.pass();
    expect(world.server.starts).toBe(1);
  });

  it("begins anew when it was edited or deleted since it was judged", async () => {
    const { precedingNow } = world.serverRivals;
    world.serverRivals.precedingNow = async server => {
      world.store.servers.put({ metadata: server.metadata as never, spec: { ipv4: "10.50.1.6" } });
      return await precedingNow.call(world.serverRivals, server);
    };
    await expect(world.pass()).rejects.toThrow("changed since");
    expect(world.server.starts).toBe(0);
  });

  it("is followed on where its run was started before", async () => {
    world.server.cutAfterLines = 1;
    await world.pass().catch(() => undefined);
    world.serverRivals.precedingNow = () => Promise.reject(new Error("asked"));
    await world.pass();
    expect(world.condition("Bootstrapped")).toBe("True StepsSucceeded");
  });

  it("is not started while nobody can tell", async () => {
    world.serverRivals.precedingNow = () =>
      Promise.reject(new ApiUnavailable("away", { reason: "ApiUnavailable" }));
    await expect(world.pass()).rejects.toThrow("away");
    expect(world.server.starts).toBe(0);
  });

  it("goes on when the other one is gone, whether the watch has told of that or not", async () => {
    addOlder();
    await world.pass();
    await world.store.servers.delete({ namespace: "dc", name: "older" });
    await world.settle(2);
    expect(world.server.starts).toBe(1);
  });

  it("goes on when the other one claims something else now", async () => {
    const older = addOlder();
    world.store.servers.put({ metadata: older.metadata as never, spec: { ipv4: "10.50.1.77" } });
    await world.pass();
    expect(world.server.starts).toBe(1);
  });

  it("is the one that goes on where it is the older", async () => {
    const metadata = {
      namespace: "dc",
      name: "younger",
      creationTimestamp: "2030-01-01T00:00:00Z",
    };
    world.serverRivals.see(
      world.store.servers.put({
        metadata: metadata as { name: string },
        spec: { ipv4: "10.50.1.5" },
      }),
    );
    await world.pass();
    expect(world.server.starts).toBe(1);
  });
});
