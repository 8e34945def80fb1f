import { Capability } from "pepr";
import { ProvisioningProfile } from "../lib/api/provisioning-profile.generated";
import { judgeProfileDeletion } from "../lib/domain/admission/deletion";
import { judgeProfile } from "../lib/domain/admission/profile";
import { profileViolations } from "../lib/domain/profile/admission";
import { normaliseProfile } from "../lib/domain/profile/normalise";
import { judge, judgeDeletion } from "../lib/runtime/admission";
import { admission } from "../lib/runtime/admission-process";
import { keepLittle } from "../lib/runtime/lean-watches";
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
    normaliseProfile(request.Raw);
  })
  .Validate(request =>
    judge(request, { violations: profileViolations, relations: judgeProfile }, admission()),
  )
  .Watch(profile => {
    runtime().changes.profile(profile);
  });

profiles
  .When(ProvisioningProfile)
  .IsDeleted()
  .Validate(request => judgeDeletion(request, judgeProfileDeletion, admission()));

keepLittle(profiles);
