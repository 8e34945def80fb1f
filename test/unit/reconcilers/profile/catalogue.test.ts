import { verifyPrivateKey } from "../../../../lib/adapters/ssh/private-key";
import type { ProvisioningProfile } from "../../../../lib/api/provisioning-profile.generated";
import { reconcileProfile } from "../../../../lib/reconcilers/profile/reconcile";
import { PROFILE_SECRETS } from "../../../catalogue/profile-secrets";
import { World } from "../operation/world";

const KEY = { namespace: "dc", name: "p" };

describe("a profile tells what its Secrets are worth:", () => {
  it.each(PROFILE_SECRETS)("$name: $says", async ({ manifest, given = [], says }) => {
    const world = new World();
    world.server.verifyKey = verifyPrivateKey;
    world.secrets.secrets.clear();
    for (const { metadata, stringData = {} } of given) {
      world.secrets.secrets.set(`dc/${metadata.name ?? ""}`, { ...stringData });
    }
    const spec = manifest.spec as ProvisioningProfile["spec"];
    world.store.profiles.put({ metadata: { name: "p" }, spec });
    await reconcileProfile(world.ports, KEY);
    const { status } = world.store.profiles.at("p")!;
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: "Ready", reason: says }),
    );
    expect(status?.ready).toBe(says === "Usable");
  });
});
