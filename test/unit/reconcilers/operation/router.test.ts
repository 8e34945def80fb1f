import { WAIT_POLL_MS } from "../../../../lib/defaults";
import { AccessDenied, HostUnreachable } from "../../../../lib/domain/errors";
import { World } from "./world";

const ROUTER = "router-100-64-0-10";

describe("an operation on a server behind a router", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    const spec = { ipv4: "10.50.1.5", routerIP: "100.64.0.10" };
    world.store.servers.put({ metadata: { name: "w1" }, spec });
    world.register();
  });

  it("makes a Router with the profile's credentials when none has the address", async () => {
    await world.pass();
    expect(world.store.routers.at(ROUTER)?.spec).toEqual({
      tailscaleIP: "100.64.0.10",
      sshCredentialsSecretRef: "ssh",
    });
    await world.pass();
    expect(world.awaited).toBe(`RouterNotContacted Router dc/${ROUTER}`);
    expect(world.condition("Complete")).toBe("False RouterNotContacted");
  });

  it("goes through the router, which must show the key that was recorded of it", async () => {
    await world.pass();
    await world.routerPass(ROUTER);
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    const [first, last] = world.server.routes.at(-1) ?? [];
    expect(first).toMatchObject({
      role: "router",
      address: "100.64.0.10",
      unknownKey: "refuse",
      pinnedKeys: [world.server.hostKey.publicKey],
    });
    expect(last).toMatchObject({ role: "server", address: "10.50.1.5" });
  });

  it("enters it at the port of the settings, first as its reconciler does and then as operations do", async () => {
    world.settings.settings = { ...world.settings.settings, sshPort: 2222 };
    await world.pass();
    await world.routerPass(ROUTER);
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
    const ports = world.server.routes.map(([first]) => `${first.role} ${first.port}`);
    expect([...new Set(ports)]).toEqual(["router 2222"]);
    expect(world.server.routes.map(route => route.length)).toContain(1);
    expect(world.server.routes.at(-1)?.[1]?.port).toBe(2222);
  });

  it("prefers a Router that somebody declared, in whatever namespace", async () => {
    world.store.routers.put({
      metadata: { namespace: "pepr-system", name: "mine" },
      spec: { tailscaleIP: "100.64.0.10", sshCredentialsSecretRef: "mine" },
    });
    await world.pass();
    expect(world.store.routers.at(ROUTER)).toBeUndefined();
    expect(world.awaited).toBe("RouterNotContacted Router pepr-system/mine");
  });

  it("waits when somebody else's Router has the name that it would give one", async () => {
    const spec = { tailscaleIP: "100.64.0.99", sshCredentialsSecretRef: "theirs" };
    world.store.routers.put({ metadata: { name: ROUTER }, spec });
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.status).toMatchObject({ phase: "Pending" });
    expect(world.awaited).toBe(`RouterNameTaken Router dc/${ROUTER}`);
    expect(world.condition("Complete")).toBe("False RouterNameTaken");
    expect(world.status.message).toContain("100.64.0.99");
    expect(world.events.recorded.join()).not.toContain("RouterAdopted");
    expect(world.store.routers.at(ROUTER)?.spec).toEqual(spec);
  });

  it("says of a Router that it was made only when it was", async () => {
    await world.pass();
    // Somebody was faster: the list did not show the Router yet.
    world.store.routers.list = () => Promise.resolve([]);
    expect(await world.pass()).toEqual({ afterMs: 0 });
    expect(world.events.recorded.filter(event => event.includes("RouterAdopted"))).toHaveLength(1);
  });

  it("fails promptly when the router refuses the login", async () => {
    await world.pass();
    const { hostKey } = world.server;
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed", hostKey });
    await world.routerPass(ROUTER);
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed" });
    await world.pass();
    expect(world.condition("Failed")).toBe("True AuthFailed");
  });

  it("gives up on a router that was never reached, with the router's reason", async () => {
    await world.pass();
    world.server.refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    await world.routerPass(ROUTER);
    await world.pass();
    expect(world.status.message).toContain("timeout");
    await world.clock.advance(600_000);
    await world.pass();
    expect(world.condition("Failed")).toContain("True");
    expect(world.status.message).toContain("600 s");
  });

  it.each([
    {
      what: "is not there",
      reason: "SecretNotFound",
      object: "Secret dc/ssh",
      spoil: (secrets: World["secrets"]) => {
        const good = secrets.secrets.get("dc/ssh")!;
        secrets.secrets.clear();
        return () => secrets.secrets.set("dc/ssh", good);
      },
    },
    {
      what: "may not be read",
      reason: "SecretForbidden",
      object: "RoleBinding dc/stargate-inventory",
      spoil: (secrets: World["secrets"]) => {
        secrets.forbidden.add("dc");
        return () => secrets.forbidden.clear();
      },
    },
  ])(
    "waits as long as it takes for a Secret of the router that $what",
    async ({ reason, object, spoil }) => {
      const mend = spoil(world.secrets);
      await world.pass();
      // The Router was not looked at yet, so the time to reach it runs.
      await world.pass();
      await world.routerPass(ROUTER);
      for (let round = 0; round < 3; round++) {
        expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
        expect(world.condition("Complete")).toBe(`False ${reason}`);
        expect(world.status).toMatchObject({ phase: "Pending" });
        expect(world.awaited).toBe(`${reason} ${object}`);
        await world.clock.advance(600_000);
      }
      mend();
      await world.routerPass(ROUTER);
      expect(world.woken).toEqual(["dc/op"]);
      await world.settle();
      expect(world.status.phase).toBe("Succeeded");
    },
  );

  it("has the router looked at again when the router does not answer: its own record says that it does", async () => {
    await world.pass();
    await world.routerPass(ROUTER);
    world.server.refusal = new HostUnreachable("no answer", { reason: "JumpUnreachable" });
    await expect(world.pass()).rejects.toThrow("no answer");
    expect(world.wokenRouters).toEqual([`dc/${ROUTER}`]);
  });
});
