import type { Operation } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import { conditionOf, type Verdict } from "../conditions";
import { profileVersion } from "../operation/profile-version";

/** Whether the profile's repositories offer its version, as the last server found that was to become it. */
export function judgeVersion(
  profile: ProvisioningProfile,
  operations: readonly Operation[],
): Verdict<"ProvisioningProfile"> {
  const verdict = operations
    .filter(operation => isOf(operation, profile))
    .toSorted((a, b) => (startOf(a) < startOf(b) ? 1 : -1))
    .map(found)
    .find(each => each !== undefined);
  return {
    type: "VersionAvailable",
    ...(verdict ?? {
      status: "Unknown",
      reason: "NotStarted",
      message: "no operation has asked the repositories for it yet",
    }),
  };
}

/** What the operation's server found; undefined while it has not asked. */
function found({
  spec,
  status,
}: Operation): Omit<Verdict<"ProvisioningProfile">, "type"> | undefined {
  const { serverRef } = spec;
  const failed = conditionOf<"Operation">(status?.conditions, "Failed");
  if (failed?.reason === "VersionNotAvailable") {
    const message = `Server ${serverRef.name} found: ${failed.message}`;
    return { status: "False", reason: "VersionNotAvailable", message };
  }
  return status?.kubernetesVersion === undefined
    ? undefined
    : {
        status: "True",
        reason: "Usable",
        message: `Server ${serverRef.name} was offered ${status.kubernetesVersion}`,
      };
}

/** Whether the operation's run was made of this version of the profile. */
function isOf({ status }: Operation, profile: ProvisioningProfile): boolean {
  const { provisioningProfileUID, provisioningProfileGeneration } = profileVersion(profile);
  return (
    status?.provisioningProfileUID === provisioningProfileUID &&
    status?.provisioningProfileGeneration === provisioningProfileGeneration
  );
}

function startOf({ status }: Operation): string {
  return status?.startTime ?? "";
}
