import type { Drain, ProvisioningProfile } from "../../api/provisioning-profile.generated";
import { DRAIN_TIMEOUT_SECONDS } from "../../defaults";

/** How the Nodes of a profile's servers are drained, with the defaults for what it does not say. */
export function drainPolicyOf({ spec }: ProvisioningProfile): Required<Drain> {
  return {
    policy: "Wait",
    timeoutSeconds: DRAIN_TIMEOUT_SECONDS,
    deleteEmptyDirData: false,
    deleteUnmanagedPods: false,
    ...spec.drain,
  };
}
