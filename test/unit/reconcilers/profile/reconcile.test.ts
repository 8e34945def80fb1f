import type { ProvisioningProfileStatus } from "../../../../lib/api/provisioning-profile.generated";
import { RESYNC_MS, WAIT_POLL_MS } from "../../../../lib/defaults";
import { reconcileProfile } from "../../../../lib/reconcilers/profile/reconcile";
import { World } from "../operation/world";
import { aWait } from "../../../fakes/samples";

const KEY = { namespace: "dc", name: "p" };

const ARMORED = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";

/** The profile has repositories whose keys are in these Secrets. */
function withRepositories(world: World, ...secrets: readonly string[]): void {
  const repositories = secrets.map(keySecretRef => ({
    url: `https://${keySecretRef}.test/`,
    keySecretRef,
  }));
  const { spec } = world.store.profiles.at("p")!;
  world.store.profiles.put({ metadata: { name: "p" }, spec: { ...spec, repositories } });
}

function reasonsOf(status: ProvisioningProfileStatus | undefined): readonly string[] {
  return status?.conditions?.map(({ reason }) => reason) ?? [];
}

describe("reconcileProfile", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  it("is ready when its Secret is there and usable", async () => {
    expect(await reconcileProfile(world.ports, KEY)).toEqual({ afterMs: RESYNC_MS });
    expect(world.store.profiles.at("p")?.status).toMatchObject({ ready: true });
  });

  it.each([
    ["missing", undefined, "SecretNotFound"],
    ["without a key", { username: "ubuntu" }, "InvalidCredentials"],
    ["with an unusable key", { privateKey: "bad key" }, "InvalidCredentials"],
    ["with a bad user", { privateKey: "good key", username: "a b" }, "InvalidUsername"],
  ])(
    "says what is wrong when its Secret is %s, and looks again soon",
    async (_, entries, reason) => {
      world.secrets.secrets.delete("dc/ssh");
      if (entries !== undefined) {
        world.secrets.secrets.set("dc/ssh", entries as unknown as Record<string, string>);
      }
      expect(await reconcileProfile(world.ports, KEY)).toEqual({ afterMs: WAIT_POLL_MS });
      const { status } = world.store.profiles.at("p")!;
      expect(status?.ready).toBe(false);
      expect(reasonsOf(status)).toEqual([reason, reason, "NotStarted"]);
    },
  );

  it("tells of a version that the API server cannot have before its Secrets, as operations do", async () => {
    world.secrets.secrets.clear();
    const { spec } = world.store.profiles.at("p")!;
    const skewed = { ...spec, kubernetesVersion: "1.35" };
    world.store.profiles.put({ metadata: { name: "p" }, spec: skewed });
    expect(await reconcileProfile(world.ports, KEY)).toEqual({ afterMs: WAIT_POLL_MS });
    const { status } = world.store.profiles.at("p")!;
    expect(reasonsOf(status)).toEqual(["VersionSkew", "SecretNotFound", "NotStarted"]);
  });

  it("tells that a Tailscale key is not used", async () => {
    const { spec } = world.store.profiles.at("p")!;
    const tailscaleAuthKeySecretRef = "tailscale-auth";
    world.store.profiles.put({
      metadata: { name: "p" },
      spec: { ...spec, tailscaleAuthKeySecretRef },
    });
    await reconcileProfile(world.ports, KEY);
    const { status } = world.store.profiles.at("p")!;
    expect(status?.ready).toBe(true);
    expect(status?.message).toContain("spec.tailscaleAuthKeySecretRef is not used");
  });

  it("recovers when the Secret appears", async () => {
    world.secrets.secrets.clear();
    await reconcileProfile(world.ports, KEY);
    world.secrets.secrets.set("dc/ssh", { privateKey: "good key" });
    await reconcileProfile(world.ports, KEY);
    expect(world.store.profiles.at("p")?.status?.ready).toBe(true);
  });

  it.each([
    ["missing", undefined, "SecretNotFound"],
    ["without a key", { other: ARMORED }, "InvalidCredentials"],
    ["with a key that is none", { key: "mDMEZ" }, "InvalidCredentials"],
  ])("says so when a repository's Secret is %s, and recovers", async (_, entries, reason) => {
    withRepositories(world, "one", "two");
    world.secrets.secrets.set("dc/one", { key: ARMORED });
    if (entries !== undefined) {
      world.secrets.secrets.set("dc/two", entries as unknown as Record<string, string>);
    }
    expect(await reconcileProfile(world.ports, KEY)).toEqual({ afterMs: WAIT_POLL_MS });
    const { status } = world.store.profiles.at("p")!;
    expect(reasonsOf(status)).toEqual([reason, reason, "NotStarted"]);
    expect(status?.message).toContain("dc/two");
    world.secrets.secrets.set("dc/two", { key: ARMORED });
    await reconcileProfile(world.ports, KEY);
    expect(world.store.profiles.at("p")?.status?.ready).toBe(true);
  });

  it("wakes the operations that wait for it, or for any of its Secrets", async () => {
    withRepositories(world, "keys");
    for (const [name, object] of Object.entries({
      a: "ProvisioningProfile dc/p",
      b: "Secret dc/ssh",
      c: "Secret dc/keys",
      d: "Secret dc/other",
    })) {
      const status = { waitingFor: aWait("SecretNotFound", object) };
      world.store.operations.put({ metadata: { name }, spec: world.operation.spec, status });
    }
    world.secrets.secrets.set("dc/keys", { key: ARMORED });
    await reconcileProfile(world.ports, KEY);
    expect(world.woken).toEqual(["dc/a", "dc/b", "dc/c"]);
  });

  it("judges what the schema would have refused", async () => {
    const spec = { kubernetesVersion: "latest", sshCredentialsSecretRef: "ssh" };
    world.store.profiles.put({ metadata: { name: "p" }, spec });
    await reconcileProfile(world.ports, KEY);
    expect(world.store.profiles.at("p")?.status?.message).toContain("spec.kubernetesVersion");
  });

  it("writes nothing when nothing changed", async () => {
    await reconcileProfile(world.ports, KEY);
    const { writes } = world.store.profiles;
    await world.clock.advance(60_000);
    await reconcileProfile(world.ports, KEY);
    expect(world.store.profiles.writes).toBe(writes);
  });

  it("takes a profile that is gone for done", async () => {
    const gone = { namespace: "dc", name: "gone" };
    expect(await reconcileProfile(world.ports, gone)).toBeUndefined();
  });
});
