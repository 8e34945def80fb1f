import { RESYNC_MS, WAIT_POLL_MS } from "../../../../lib/defaults";
import { ApiUnavailable, HostUnreachable } from "../../../../lib/domain/errors";
import { observe } from "../../../../lib/reconcilers/operation/observe";
import { reconcileProfile } from "../../../../lib/reconcilers/profile/reconcile";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import { aWorld } from "../../../fakes/known-world";
import { World } from "./world";
import { anObject, aRouter } from "../../../fakes/samples";

const ROUTER = { tailscaleIP: "100.64.0.10", sshCredentialsSecretRef: "ssh" };

describe("what slipped past admission", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  /** The server is behind a router, whose key is known, with these subnets. */
  function behindRouter(...subnetCIDRs: string[]): void {
    const { routerIP, ipv4 } = { routerIP: ROUTER.tailscaleIP, ipv4: "10.50.1.5" };
    world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4, routerIP } });
    const status = { hostKeys: [world.server.hostKey.publicKey] };
    const spec = { ...ROUTER, subnetCIDRs };
    const router = world.store.routers.put({ metadata: { name: "r" }, spec, status });
    world.surroundings.known = aWorld({ routers: [router] });
  }

  function expectUntouched(): void {
    expect([world.server.starts, world.server.routes.length, world.leases.entries.size]).toEqual([
      0, 0, 0,
    ]);
  }

  it("an address of a pod is not contacted, and goes on once it is another", async () => {
    world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.244.1.5" } });
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.condition("Complete")).toBe("False AddressReserved");
    expect(world.status.waitingFor?.object).toEqual(anObject("Server dc/w1"));
    expectUntouched();
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.recordStatus).toMatchObject({
      waitingFor: { object: anObject("Server dc/w1") },
      message: expect.stringContaining("10.244.0.0/16, the cluster's range of pods") as string,
    });
    world.store.servers.put({ metadata: { name: "w1" }, spec: { ipv4: "10.50.1.5" } });
    await world.pass();
    expect(world.server.starts).toBe(1);
  });

  it("an address outside of its Router's subnets waits for the Router, too", async () => {
    behindRouter("10.60.0.0/16");
    await world.pass();
    expect(world.condition("Complete")).toBe("False AddressOutsideSubnets");
    expectUntouched();
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.recordStatus.waitingFor?.object).toEqual(anObject("Router dc/r"));
    behindRouter("10.50.1.0/24");
    await world.pass();
    expect(world.server.starts).toBe(1);
  });

  it("of two Routers with one subnet the younger is not contacted, nor anybody behind it", async () => {
    behindRouter("10.50.1.0/24");
    const router = world.store.routers.at("r")!;
    const metadata = { name: "older", creationTimestamp: "2020-01-01T00:00:00Z" };
    const older = world.store.routers.put({
      metadata: metadata as { name: string },
      spec: { ...ROUTER, tailscaleIP: "100.64.0.11", subnetCIDRs: ["10.50.0.0/16"] },
    });
    world.surroundings.known = aWorld({ routers: [router, older] });
    await world.routerPass("r");
    const ready = world.store.routers
      .at("r")
      ?.status?.conditions?.find(({ type }) => type === "Ready");
    expect([ready?.status, ready?.reason]).toEqual(["False", "SubnetOverlap"]);
    await world.pass();
    expect(world.condition("Complete")).toBe("False SubnetOverlap");
    expectUntouched();
    await world.routerPass("older");
    expect(world.server.routes.length).toBe(1);
  });

  /** One pass over the router, after the spec was edited where there is one; whom it wakes. */
  async function wokenBy(change?: { subnetCIDRs: string[] }): Promise<string[]> {
    const { metadata, spec, status } = world.store.routers.at("r")!;
    if (change !== undefined) {
      const edited = { ...metadata, generation: (metadata?.generation ?? 0) + 1 };
      const put = { metadata: edited as never, spec: { ...spec, ...change }, status: status! };
      const router = world.store.routers.put(put);
      const { routers } = world.surroundings.known;
      const others = routers.filter(({ metadata: other }) => other?.name !== "r");
      world.surroundings.known = aWorld({ routers: [...others, router] });
    }
    world.woken.length = 0;
    world.wokenServers.length = 0;
    await world.routerPass("r");
    return [...world.wokenServers.map(key => `Server ${key}`), ...world.woken];
  }

  it("goes on at once when the Router's subnets are corrected, and is not woken by each look at it", async () => {
    behindRouter("10.60.0.0/16");
    await world.routerPass("r");
    await world.pass();
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(await wokenBy()).toEqual([]);
    expect(await wokenBy({ subnetCIDRs: ["10.50.1.0/24"] })).toEqual(["Server dc/w1", "dc/op"]);
    // They have not looked yet.
    expect(await wokenBy()).toEqual([]);
  });

  it("learns of corrected subnets of a Router that does not answer, too", async () => {
    behindRouter("10.60.0.0/16");
    await world.routerPass("r");
    await world.pass();
    world.server.refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    expect(await wokenBy({ subnetCIDRs: ["10.50.1.0/24"] })).toEqual(["dc/op"]);
    world.server.refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    expect(await wokenBy()).toEqual([]);
  });

  it("learns of subnets that are corrected while the Router is looked at", async () => {
    behindRouter("10.60.0.0/16");
    await world.routerPass("r");
    await world.pass();
    const { metadata, spec } = world.store.routers.at("r")!;
    world.store.routers.onWrite = ({ status }) => {
      world.store.routers.onWrite = () => undefined;
      const edited = { ...metadata, generation: 2 } as never;
      world.store.routers.put({ metadata: edited, spec, status: status! });
    };
    const refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    world.server.refusal = refusal;
    expect(await wokenBy()).toEqual(["dc/op"]);
    world.server.refusal = refusal;
    expect(await wokenBy()).toEqual([]);
  });

  it("goes on at once when its Router no longer overlaps another one", async () => {
    behindRouter("10.50.1.0/24");
    await world.routerPass("r");
    const router = world.store.routers.at("r")!;
    const older = aRouter({
      metadata: { name: "older", creationTimestamp: "2020-01-01T00:00:00Z" as never },
      spec: { tailscaleIP: "100.64.0.11", subnetCIDRs: ["10.50.0.0/16"] },
    });
    world.surroundings.known = aWorld({ routers: [router, older] });
    await world.pass();
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.awaited).toBe("SubnetOverlap Router dc/r");
    expect(await wokenBy()).toEqual([]);
    expect(await wokenBy({ subnetCIDRs: ["10.50.0.0/20"] })).toEqual(["Server dc/w1", "dc/op"]);
    world.surroundings.known = aWorld({ routers: [router] });
    expect(await wokenBy()).toEqual(["Server dc/w1", "dc/op"]);
    expect(await wokenBy()).toEqual([]);
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.woken).toEqual(["dc/op"]);
  });

  /** The profile names a version that is newer than the API server was known to be. */
  function nameNewer(): void {
    const spec = { ...world.store.profiles.at("p")!.spec, kubernetesVersion: "1.35" };
    world.store.profiles.put({ metadata: { name: "p" }, spec });
  }

  it("a version that fits since the API server was upgraded goes on", async () => {
    nameNewer();
    world.surroundings.cluster = { ...aWorld().cluster, version: "v1.35.0" };
    await world.pass();
    expect([world.surroundings.looks, world.server.starts]).toEqual([1, 1]);
  });

  it("has nobody ask for the version of what waits for something else anyway", async () => {
    nameNewer();
    const { metadata, spec } = world.record;
    world.store.servers.put({ metadata: metadata as never, spec: { ...spec, paused: true } });
    await world.pass();
    expect(world.awaited).toBe("Paused Server dc/w1");
    expect(world.surroundings.looks).toBe(0);
  });

  it("are told as they were when the rest was observed", async () => {
    let version = "v1.34.4";
    const { routers, nodes } = aWorld();
    world.surroundings.known = {
      routers,
      nodes,
      get cluster() {
        return { ...aWorld().cluster, version };
      },
    };
    const { snapshot } = await observe(world.ports, world.operation);
    version = "v1.99.0";
    expect(snapshot.surroundings?.cluster.version).toBe("v1.34.4");
  });

  it("a version that the API server cannot have ends the operation, and shows in the profile", async () => {
    nameNewer();
    const key = { namespace: "dc", name: "p" };
    expect(await reconcileProfile(world.ports, key)).toEqual({ afterMs: RESYNC_MS });
    const { status } = world.store.profiles.at("p")!;
    expect(status).toMatchObject({
      ready: false,
      message: expect.stringContaining("is newer than the API server (v1.34.4)") as string,
    });
    expect(status?.conditions?.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
      "Ready VersionSkew",
      "SecretsReady Usable",
      "VersionAvailable NotStarted",
    ]);
    await world.pass();
    expect(world.condition("Failed")).toBe("True VersionSkew");
    expectUntouched();
  });

  it("is not judged by guesses: an API server that does not answer is waited for", async () => {
    world.surroundings.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    await expect(world.pass()).rejects.toThrow("away");
    expectUntouched();
    world.surroundings.failure = undefined;
    await world.pass();
    world.surroundings.failure = new ApiUnavailable("away", { reason: "ApiUnavailable" });
    world.register();
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });
});
