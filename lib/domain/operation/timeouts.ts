import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { WaitReason } from "../../api/waiting";
import {
  CONNECT_TIMEOUT_SECONDS,
  NODE_READY_TIMEOUT_SECONDS,
  RUN_GRACE_SECONDS,
  RUN_TIMEOUT_SECONDS,
} from "../../defaults";

/** How long an operation may take, in seconds. */
export interface Timeouts {
  readonly connectSeconds: number;
  readonly runSeconds: number;
  readonly nodeReadySeconds: number;
}

/** Reasons to wait that are no host's fault: the time to reach one does not run. */
const UNTIMED: ReadonlySet<WaitReason> = new Set([
  "SecretNotFound",
  "SecretForbidden",
  "DuplicateName",
  "DuplicateMac",
  "DuplicateAddress",
  "AddressReserved",
  "AddressOutsideSubnets",
  "SubnetOverlap",
]);

/** Whether the time to reach the host stands still while an operation waits for that. */
export function isUntimed(reason: WaitReason): boolean {
  return UNTIMED.has(reason);
}

/** The profile's limits, with the defaults for what it does not say. */
export function timeoutsOf(profile: ProvisioningProfile | undefined): Timeouts {
  return {
    connectSeconds: CONNECT_TIMEOUT_SECONDS,
    runSeconds: RUN_TIMEOUT_SECONDS,
    nodeReadySeconds: NODE_READY_TIMEOUT_SECONDS,
    ...profile?.spec.timeouts,
  };
}

/**
 * Seconds from the start of an operation until it is given up.
 *
 * A run that was handed to its server gets the time that the server itself grants it, and some grace: the
 * controller may not see it for a while, and the result still counts.
 */
export function limitSeconds(timeouts: Timeouts, isHandedOver: boolean): number {
  const { connectSeconds, runSeconds } = timeouts;
  return isHandedOver ? connectSeconds + runSeconds + RUN_GRACE_SECONDS : connectSeconds;
}
