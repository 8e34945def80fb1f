import { HostUnreachable } from "../../../lib/domain/errors";
import { reconcileProfile } from "../../../lib/reconcilers/profile/reconcile";
import { reconcileRouter } from "../../../lib/reconcilers/router/reconcile";
import { reconcileServer } from "../../../lib/reconcilers/server/reconcile";
import { World } from "./operation/world";

describe("an operation that waits", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it("is woken when its Server appears", async () => {
    const { spec } = world.record;
    await world.store.servers.delete({ namespace: "dc", name: "w1" });
    await world.pass();
    world.store.servers.put({ metadata: { name: "w1" }, spec });
    await reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" });
    expect(world.woken).toEqual(["dc/op"]);
  });

  it("is woken when its profile appears", async () => {
    const { spec } = world.store.profiles.at("p")!;
    await world.store.profiles.delete({ namespace: "dc", name: "p" });
    await world.pass();
    world.store.profiles.put({ metadata: { name: "p" }, spec });
    await reconcileProfile(world.ports, { namespace: "dc", name: "p" });
    expect(world.woken).toEqual(["dc/op"]);
  });

  it("is woken when its profile finds the Secret", async () => {
    world.secrets.secrets.clear();
    await world.pass();
    world.secrets.secrets.set("dc/ssh", { privateKey: "good key" });
    await reconcileProfile(world.ports, { namespace: "dc", name: "p" });
    expect(world.woken).toEqual(["dc/op"]);
  });

  it("is woken when its router was reached for the first time", async () => {
    const spec = { ipv4: "10.50.1.5", routerIP: "100.64.0.10" };
    world.store.servers.put({ metadata: { name: "w1" }, spec });
    await world.pass();
    await world.pass();
    const key = { namespace: "dc", name: "router-100-64-0-10" };
    await reconcileRouter(world.ports, key, new AbortController().signal);
    expect(world.woken).toEqual(["dc/op"]);
  });

  describe("behind a router that does not answer", () => {
    const ROUTER = "router-100-64-0-10";
    const away = (): HostUnreachable => new HostUnreachable("away", { reason: "JumpUnreachable" });

    beforeEach(async () => {
      const spec = { ipv4: "10.50.1.5", routerIP: "100.64.0.10" };
      world.store.servers.put({ metadata: { name: "w1" }, spec });
      await world.pass();
      await world.routerPass(ROUTER);
      world.server.refusal = away();
      await world.pass().catch(() => undefined);
      world.woken.length = 0;
    });

    it("is woken as soon as that is back", async () => {
      world.server.refusal = away();
      await world.routerPass(ROUTER);
      expect(world.woken).toEqual([]);
      await world.routerPass(ROUTER);
      expect(world.woken).toEqual(["dc/op"]);
    });

    it("is left to its back-off when the router answers all the time", async () => {
      await world.routerPass(ROUTER);
      expect(world.woken).toEqual([]);
    });

    it("is left alone when another router is back", async () => {
      const spec = { tailscaleIP: "100.64.0.11", sshCredentialsSecretRef: "ssh" };
      world.store.routers.put({ metadata: { name: "other" }, spec });
      await world.routerPass("other");
      expect(world.woken).toEqual([]);
    });
  });

  it("is left alone by what it does not wait for", async () => {
    await world.store.servers.delete({ namespace: "dc", name: "w1" });
    await world.pass();
    await reconcileProfile(world.ports, { namespace: "dc", name: "p" });
    expect(world.woken).toEqual([]);
  });
});
