import { WAIT_POLL_MS } from "../../../../lib/defaults";
import { AccessDenied, InvalidSpec } from "../../../../lib/domain/errors";
import { agreeOnSecrets } from "../../../../lib/reconcilers/operation/agree-on-secrets";
import { reconcileProfile } from "../../../../lib/reconcilers/profile/reconcile";
import { World } from "./world";
import { anObject } from "../../../fakes/samples";

const KEY = { namespace: "dc", name: "p" };
const GOOD = { privateKey: "good key" };

describe("an operation and its profile, of the profile's Secrets", () => {
  let world: World;

  beforeEach(async () => {
    world = new World();
    await reconcileProfile(world.ports, KEY);
  });

  const profile = () => world.store.profiles.at("p")!;

  /** A pass over the operation, and over the profile as often as that asks for it. */
  async function passes(): Promise<number> {
    world.wokenProfiles.length = 0;
    await world.pass();
    for (const woken of world.wokenProfiles) {
      expect(woken).toBe("dc/p");
      await reconcileProfile(world.ports, KEY);
    }
    return world.wokenProfiles.length;
  }

  it.each([
    ["missing", undefined, "SecretNotFound"],
    ["unusable", { privateKey: "bad key" }, "InvalidCredentials"],
    ["of a bad user", { ...GOOD, username: "a b" }, "InvalidUsername"],
  ])("say the same at once when one is %s", async (_, entries, reason) => {
    world.secrets.secrets.delete("dc/ssh");
    if (entries !== undefined) {
      world.secrets.secrets.set("dc/ssh", entries);
    }
    expect(profile().status?.ready).toBe(true);
    expect(await passes()).toBe(1);
    expect(world.condition("Complete")).toBe(`False ${reason}`);
    expect(profile().status?.conditions?.[0]?.reason).toBe(reason);
    // It is said; the profile looks again by itself.
    expect(await passes()).toBe(0);
  });

  it("say the same at once when one may not be read", async () => {
    world.secrets.forbidden.add("dc");
    expect(await passes()).toBe(1);
    expect(profile().status?.conditions?.[0]?.reason).toBe("SecretForbidden");
  });

  it("say the same at once when it is there again", async () => {
    world.secrets.secrets.delete("dc/ssh");
    await passes();
    world.secrets.secrets.set("dc/ssh", GOOD);
    expect(await passes()).toBe(1);
    expect(profile().status?.ready).toBe(true);
    expect(world.server.starts).toBe(1);
  });

  it("leaves the profile alone for a router's Secret, and for what is no Secret at all", async () => {
    const spec = { tailscaleIP: "100.64.0.10", sshCredentialsSecretRef: "router" };
    const status = { hostKeys: [world.server.hostKey.publicKey] };
    world.store.routers.put({ metadata: { name: "r" }, spec, status });
    const routed = { ipv4: "10.50.1.5", routerIP: spec.tailscaleIP };
    world.store.servers.put({ metadata: { name: "w1" }, spec: routed });
    world.wokenProfiles.length = 0;
    expect(await world.pass()).toEqual({ afterMs: WAIT_POLL_MS });
    expect(world.status.waitingFor?.object).toEqual(anObject("Secret dc/router"));
    const refused = new AccessDenied("refused", { reason: "AuthFailed" });
    agreeOnSecrets(world.ports, { profile: profile() }, refused);
    const object = anObject("Secret dc/router");
    const weak = new InvalidSpec("weak", { reason: "WeakKey", object });
    agreeOnSecrets(world.ports, { profile: profile() }, weak);
    agreeOnSecrets(world.ports, { profile: profile() }, new Error("a defect"));
    expect(world.wokenProfiles).toEqual([]);
  });
});
