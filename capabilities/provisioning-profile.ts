import { Capability } from "pepr";
import { ProvisioningProfile } from "../lib/api/provisioning-profile.generated";
import { profileViolations } from "../lib/domain/profile/admission";
import { normalisedVersion } from "../lib/domain/profile/normalise";
import { judge } from "../lib/runtime/admission";
import { runtime } from "../lib/runtime/runtime";

/** Profiles: versions lose their "v", what cannot work is refused, status follows. */
export const profiles = new Capability({
  name: "profiles",
  description: "Normalises and validates ProvisioningProfiles, and keeps their status.",
});

profiles
  .When(ProvisioningProfile)
  .IsCreatedOrUpdated()
  .Mutate(request => {
    const spec = request.Raw.spec as Partial<ProvisioningProfile["spec"]> | undefined;
    const version = normalisedVersion(spec?.kubernetesVersion);
    if (version !== undefined) {
      request.Raw.spec.kubernetesVersion = version;
    }
  })
  .Validate(request => judge(request, profileViolations))
  .Watch(profile => {
    runtime().changes.profile(profile);
  });
