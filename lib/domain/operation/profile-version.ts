import type { Operation, OperationStatus } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";

/** What `Operation.status` keeps of the profile that its run was made of. */
export function profileVersion({
  metadata,
}: ProvisioningProfile): Pick<
  OperationStatus,
  "provisioningProfileUID" | "provisioningProfileGeneration"
> {
  return {
    provisioningProfileUID: metadata?.uid ?? "",
    provisioningProfileGeneration: metadata?.generation ?? 0,
  };
}

/** Whether the operation handed over a run that was made of another profile, or of another version of it. */
export function isProfileChanged({ status }: Operation, profile: ProvisioningProfile): boolean {
  const { provisioningProfileUID: uid, provisioningProfileGeneration: generation } = status ?? {};
  const now = profileVersion(profile);
  return (
    uid !== undefined &&
    (uid !== now.provisioningProfileUID || generation !== now.provisioningProfileGeneration)
  );
}
