import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import { aWorld } from "../../../fakes/known-world";
import { anOperation, aProfile, aServer, frozen, NOW, NOW_MS } from "../../../fakes/samples";

/** An operation that can run at once. */
export function snapshot(rest: Partial<Snapshot> = {}): Snapshot {
  return frozen({
    operation: anOperation(),
    server: aServer(),
    rival: undefined,
    profileName: "k8s-1-34",
    profile: aProfile(),
    router: undefined,
    predecessor: undefined,
    node: undefined,
    surroundings: aWorld(),
    controlPlaneIp: "100.64.0.1",
    acceptsUnknownKeys: true,
    pauseAll: false,
    settingsProblem: undefined,
    nowMs: NOW_MS,
    ...rest,
  });
}

/** An operation that began at `NOW`, and has run over time at `nowMs`. */
export function late(status: NonNullable<Snapshot["operation"]["status"]> = {}): Partial<Snapshot> {
  return { operation: anOperation({ status: { startTime: NOW, ...status } }), nowMs: NOW_MS + 1e9 };
}
