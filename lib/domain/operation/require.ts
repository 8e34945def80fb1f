import { SETTINGS_OBJECT } from "../../api/names";
import type { ObjectReference } from "../../api/waiting";
import type { Server } from "../../api/server.generated";
import { isGoing } from "../admission/objects";
import { keyOf } from "../key";
import { referenceTo } from "../waiting";
import { yielding } from "../server/claims";
import { type Decision, wait } from "./decision";
import type { Gate } from "../run/gate";
import { isLeftAlone } from "./decide-removal";
import { drainOf } from "./drain-of";
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
  const { namespace } = keyOf(operation);
  const named = (kind: string, name: string): ObjectReference =>
    referenceTo(kind, { namespace, name });
  if (server === undefined) {
    return missing(
      "ServerNotFound",
      `Server ${serverName} does not exist`,
      named("Server", serverName),
    );
  }
  const contested = awaitServer(server, snapshot) ?? awaitRival(snapshot);
  if (contested !== undefined) {
    return { decision: contested };
  }
  if (profileName === undefined) {
    return missing(
      "ProfileNotNamed",
      `neither the Operation nor Server ${serverName} names a ProvisioningProfile`,
      named("Server", serverName),
    );
  }
  if (profile === undefined) {
    return missing(
      "ProfileNotFound",
      `ProvisioningProfile ${profileName} does not exist`,
      named("ProvisioningProfile", profileName),
    );
  }
  if (predecessor !== undefined) {
    const { reason, message, object } = awaiting(named("Operation", predecessor));
    return missing(reason, message, object);
  }
  const unsettled = awaitSettings(snapshot);
  if (unsettled !== undefined) {
    return { decision: unsettled };
  }
  if (controlPlaneIp === undefined && operation.spec.operation !== "reset") {
    return missing(
      "SettingsMissing",
      "the setting control-plane-ip is not set, so servers cannot be told where the API server is",
      SETTINGS_OBJECT,
    );
  }
  const input = { operation, server, profile, profileName, router, controlPlaneIp };
  return { input: { ...input, ...circumstances(snapshot) } };
}

/** What else a run goes by. */
function circumstances(
  snapshot: Snapshot,
): Pick<RunInput, "openGates" | "isNode" | "isLate" | "hold"> {
  return {
    openGates: openGates(snapshot),
    isNode: snapshot.node !== undefined,
    isLate: isLate(snapshot),
    hold: holdOf(snapshot),
  };
}

/** Where there is no Node there is nothing to drain; where it takes pods again, there may be. A reset leaves another machine's alone. */
function openGates({ operation, server, node }: Snapshot): readonly Gate[] {
  const isEmpty = drainOf(operation)?.status === "True" && node?.isCordoned === true;
  return node === undefined || isEmpty || isLeftAlone(operation, server, node) ? ["drain"] : [];
}

/** On a Server that is being deleted nothing is begun but its reset. */
function awaitServer(server: Server, { operation }: Snapshot): Decision | undefined {
  const mayGoOn = operation.status?.dcJobID !== undefined || operation.spec.operation === "reset";
  return !isGoing(server) || mayGoOn
    ? undefined
    : wait(
        "ServerNotFound",
        `Server ${operation.spec.serverRef.name} is being deleted`,
        referenceTo("Server", keyOf(server)),
      );
}

/** Another Server that claims to be this one. A run that was handed over is followed on: the server is at work already. */
function awaitRival({ operation, rival }: Snapshot): Decision | undefined {
  if (rival === undefined || operation.status?.dcJobID !== undefined) {
    return undefined;
  }
  const { reason, message, object } = yielding(rival);
  return wait(reason, message, object);
}

/** Settings that cannot be used, and were never good, tell no way to any host. */
export function awaitSettings({
  settingsProblem,
}: Pick<Snapshot, "settingsProblem">): Decision | undefined {
  return settingsProblem === undefined
    ? undefined
    : wait("InvalidSettings", settingsProblem, SETTINGS_OBJECT);
}

function missing(...why: Parameters<typeof wait>): Required {
  return { decision: wait(...why) };
}
