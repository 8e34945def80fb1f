import { ADOPTED_ANNOTATION } from "../../../../lib/api/names";
import { RESYNC_MS, ROUTER_PROBE_MS, WAIT_POLL_MS } from "../../../../lib/defaults";
import { AccessDenied, HostUnreachable } from "../../../../lib/domain/errors";
import type { Requeue } from "../../../../lib/ports/work";
import { reconcileRouter } from "../../../../lib/reconcilers/router/reconcile";
import { aWorld } from "../../../fakes/known-world";
import { World } from "../operation/world";

const SPEC = { tailscaleIP: "100.64.0.10", sshCredentialsSecretRef: "ssh" };

describe("reconcileRouter", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    world.store.routers.put({ metadata: { name: "r" }, spec: SPEC });
  });

  function pass(name = "r"): Promise<Requeue> {
    const { signal } = new AbortController();
    return reconcileRouter(world.ports, { namespace: "dc", name }, signal);
  }

  function condition(type: string, name = "r"): string {
    const { status } = world.store.routers.at(name)!;
    const found = status?.conditions?.find(candidate => candidate.type === type);
    return `${found?.status ?? "absent"} ${found?.reason ?? ""}`;
  }

  it("records the key of the first contact, with an Event, and insists on it from then on", async () => {
    expect(await pass()).toEqual({ afterMs: ROUTER_PROBE_MS });
    expect(condition("Ready")).toBe("True Connected");
    expect(condition("HostKeyTrusted")).toBe("True Recorded");
    const { hostKey } = world.server;
    expect(world.store.routers.at("r")?.status?.hostKeys).toEqual([hostKey.publicKey]);
    expect(world.events.recorded.join()).toContain("HostKeyRecorded");
    world.server.hostKey = { publicKey: "ssh-ed25519 AAAAother", fingerprint: "SHA256:other" };
    await pass();
    expect(condition("HostKeyTrusted")).toBe("False HostKeyMismatch");
    expect(world.store.routers.at("r")?.status?.hostKeys).toEqual([hostKey.publicKey]);
  });

  it("learns no key under the strict policy", async () => {
    world.settings.settings = { ...world.settings.settings, unknownKey: "refuse" };
    await pass();
    expect(condition("Ready")).toContain("False");
    expect(world.store.routers.at("r")?.status?.hostKeys).toBeUndefined();
  });

  it("reports a router that does not answer and tries again", async () => {
    world.server.refusal = new HostUnreachable("timeout", { reason: "JumpUnreachable" });
    await expect(pass()).rejects.toThrow("timeout");
    expect(condition("Reachable")).toBe("False JumpUnreachable");
    expect(world.store.routers.at("r")?.status?.lastError).toBe("timeout");
    // Everything behind it waits: no back-off grows beyond that.
    expect(world.wokenRouters).toEqual(["dc/r within 5000 ms"]);
    await pass();
    expect(world.store.routers.at("r")?.status?.lastError).toBeUndefined();
  });

  it("keeps the key that a router showed before it refused the login", async () => {
    const { hostKey } = world.server;
    world.server.refusal = new AccessDenied("refused", { reason: "AuthFailed", hostKey });
    expect(await pass()).toEqual({ afterMs: ROUTER_PROBE_MS });
    expect(condition("Ready")).toBe("False AuthFailed");
    expect(world.store.routers.at("r")?.status?.hostKeys).toEqual([hostKey.publicKey]);
  });

  it("is not to blame for what the API server refuses", async () => {
    const forbidden = new AccessDenied("403", { reason: "ApiForbidden" });
    world.settings.failure = forbidden;
    await expect(pass()).rejects.toBe(forbidden);
    expect(world.store.routers.at("r")?.status).toBeUndefined();
  });

  it("waits for its Secret, which may be the one of all routers", async () => {
    world.store.routers.put({ metadata: { name: "r" }, spec: { tailscaleIP: "100.64.0.10" } });
    expect(await pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(condition("Ready")).toBe("False SecretNotFound");
    world.secrets.secrets.set("pepr-system/stargate-router-ssh", { privateKey: "good key" });
    await pass();
    expect(condition("Ready")).toBe("True Connected");
  });

  it("leaves the address to the Router that was declared first, until that one is gone", async () => {
    await pass();
    world.store.routers.put({ metadata: { name: "twin" }, spec: SPEC });
    expect(await pass("twin")).toEqual({ afterMs: RESYNC_MS });
    expect(condition("Ready", "twin")).toBe("False DuplicateAddress");
    expect(world.store.routers.at("twin")?.status?.hostKeys).toBeUndefined();
    expect(condition("Ready")).toBe("True Connected");
    await world.store.routers.delete({ namespace: "dc", name: "r" });
    await pass("twin");
    expect(condition("Ready", "twin")).toBe("True Connected");
  });

  it("hands its record over to a Router that somebody declares later, and goes", async () => {
    const annotations = { [ADOPTED_ANNOTATION]: "w1" };
    const metadata = { name: "adopted", annotations } as { name: string };
    world.store.routers.put({ metadata, spec: SPEC });
    await world.store.routers.delete({ namespace: "dc", name: "r" });
    await pass("adopted");
    const record = world.store.routers.at("adopted")?.status?.hostKeys;
    world.store.routers.put({ metadata: { name: "declared" }, spec: SPEC });
    world.server.hostKey = { publicKey: "ssh-ed25519 AAAAother", fingerprint: "SHA256:other" };
    await pass("declared");
    expect(condition("HostKeyTrusted", "declared")).toBe("False HostKeyMismatch");
    expect(world.store.routers.at("declared")?.status?.hostKeys).toEqual(record);
    await pass("adopted");
    expect(world.store.routers.at("adopted")).toBeUndefined();
  });

  it("takes over the subnets of the one that Stargate made, too", async () => {
    const spec = { ...SPEC, subnetCIDRs: ["10.50.1.0/24"] };
    const annotations = { [ADOPTED_ANNOTATION]: "w1" };
    const metadata = { name: "adopted", annotations } as { name: string };
    await world.store.routers.delete({ namespace: "dc", name: "r" });
    const adopted = world.store.routers.put({ metadata, spec });
    await pass("adopted");
    const declared = world.store.routers.put({ metadata: { name: "declared" }, spec });
    world.surroundings.known = aWorld({ routers: [adopted, declared] });
    await pass("declared");
    expect(condition("Ready", "declared")).toBe("True Connected");
    await pass("adopted");
    expect(world.store.routers.at("adopted")).toBeUndefined();
  });
});
