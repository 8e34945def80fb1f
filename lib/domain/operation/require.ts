import { SETTINGS_KEY } from "../../api/names";
import { yielding } from "../server/claims";
import { type Decision, wait } from "./decision";
import { holdOf } from "./hold";
import { isLate } from "./late";
import type { RunInput, Snapshot } from "./snapshot";
import { awaiting } from "./turn";

/** Everything that a run reads of the API, or what the operation waits for. */
export type Required = { readonly input: RunInput } | { readonly decision: Decision };

/** What the operation refers to and is not there, in the order in which a user would look; else all of it. */
export function requireAll(snapshot: Snapshot): Required {
  const { operation, server, profile, profileName, predecessor, router, controlPlaneIp } = snapshot;
  const serverName = operation.spec.serverRef.name;
  if (server === undefined) {
    return missing("ServerNotFound", `Server ${serverName} does not exist`, `Server/${serverName}`);
  }
  const rivalry = awaitRival(snapshot);
  if (rivalry !== undefined) {
    return { decision: rivalry };
  }
  if (profileName === undefined) {
    return missing(
      "ProfileNotNamed",
      `neither the Operation nor Server ${serverName} names a ProvisioningProfile`,
      `Server/${serverName} spec.provisioningProfile`,
    );
  }
  if (profile === undefined) {
    return missing(
      "ProfileNotFound",
      `ProvisioningProfile ${profileName} does not exist`,
      `ProvisioningProfile/${profileName}`,
    );
  }
  if (predecessor !== undefined) {
    const { reason, message, waitingFor } = awaiting(predecessor);
    return missing(reason, message, waitingFor);
  }
  const unsettled = awaitSettings(snapshot);
  if (unsettled !== undefined) {
    return { decision: unsettled };
  }
  if (controlPlaneIp === undefined) {
    return missing(
      "SettingsMissing",
      "the setting control-plane-ip is not set, so servers cannot be told where the API server is",
      `ConfigMap/${SETTINGS_KEY} control-plane-ip`,
    );
  }
  const input = { operation, server, profile, profileName, router, controlPlaneIp };
  return { input: { ...input, isLate: isLate(snapshot), hold: holdOf(snapshot) } };
}

/** Another Server that claims to be this one. A run that was handed over is followed on: the server is at work already. */
function awaitRival({ operation, rival }: Snapshot): Decision | undefined {
  if (rival === undefined || operation.status?.dcJobID !== undefined) {
    return undefined;
  }
  const { reason, message, waitingFor } = yielding(rival);
  return wait(reason, message, waitingFor);
}

/** Settings that cannot be used, and were never good, tell no way to any host. */
export function awaitSettings({
  settingsProblem,
}: Pick<Snapshot, "settingsProblem">): Decision | undefined {
  return settingsProblem === undefined
    ? undefined
    : wait("InvalidSettings", settingsProblem, `ConfigMap/${SETTINGS_KEY}`);
}

function missing(...why: Parameters<typeof wait>): Required {
  return { decision: wait(...why) };
}
