import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
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
