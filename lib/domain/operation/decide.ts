import type { Reason } from "../../api/conditions";
import { SETTINGS_KEY } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { conditionOf, isTrue } from "../conditions";
import { profileViolations } from "../profile/admission";
import { serverViolations } from "../server/admission";
import { formatViolations } from "../violation";
import { decideNode } from "./decide-node";
import { decideDeletion, isHeld } from "./decide-deletion";
import { type Decision, wait } from "./decision";
import { isOver } from "./is-over";
import { requireAll } from "./require";
import type { RunInput, Snapshot } from "./snapshot";
import { limitSeconds, timeoutsOf } from "./timeouts";
import { decideTrust } from "./trust";

/** What to do now. Pure and total: the same snapshot gives the same answer, at any time, in any process. */
export function decide(snapshot: Snapshot): Decision {
  const { operation } = snapshot;
  const conditions = operation.status?.conditions;
  if (operation.metadata?.deletionTimestamp !== undefined) {
    return decideDeletion(snapshot);
  }
  if (isOver(operation)) {
    return decideOver(operation);
  }
  if (isTrue<"Operation">(conditions, "Bootstrapped")) {
    return decideNode(snapshot);
  }
  const held = paused(snapshot);
  if (held !== undefined) {
    return held;
  }
  const late = expired(snapshot);
  if (late !== undefined) {
    return late;
  }
  const required = requireAll(snapshot);
  return "decision" in required ? required.decision : decideRun(snapshot, required.input);
}

/** Whoever ended it may have died before it let it go. */
function decideOver(operation: Operation): Decision {
  return isHeld(operation) ? { kind: "Release", skipped: undefined } : { kind: "None" };
}

/** Nothing is started while somebody holds the server; a run that was handed over is followed on. */
function paused({ operation, server, pauseAll }: Snapshot): Decision | undefined {
  if (operation.status?.dcJobID !== undefined || !(pauseAll || server?.spec.paused === true)) {
    return undefined;
  }
  return pauseAll
    ? wait("Paused", "everything is paused", `ConfigMap/${SETTINGS_KEY} pause-all`)
    : wait("Paused", "its Server is paused", `Server/${operation.spec.serverRef.name} spec.paused`);
}

/** Whether the time to reach the host, or the time of the whole run, is over. */
function expired({ operation, profile, nowMs }: Snapshot): Decision | undefined {
  const { startTime, dcJobID, conditions } = operation.status ?? {};
  const seconds = limitSeconds(timeoutsOf(profile), dcJobID !== undefined);
  if (startTime === undefined || nowMs < Date.parse(startTime) + seconds * 1000) {
    return undefined;
  }
  const last = conditionOf<"Operation">(conditions, "Complete");
  return {
    kind: "Fail",
    reason: lateReason(last?.reason),
    message: `not done within ${seconds} s; last: ${last?.message ?? "nothing was tried"}`,
  };
}

/** Why it is late: what stood in the way last, unless that was the work itself. */
function lateReason(last: string | undefined): Reason {
  return last === undefined || last === "InProgress" || last === "StepsRunning"
    ? "RunTimedOut"
    : (last as Reason);
}

function decideRun(snapshot: Snapshot, input: RunInput): Decision {
  const { server, profile, router } = input;
  const violations = [...serverViolations(server), ...profileViolations(profile)];
  if (violations.length > 0) {
    return { kind: "Fail", reason: "InvalidSpec", message: formatViolations(violations) };
  }
  const { routerIP } = server.spec;
  if (routerIP !== undefined && router === undefined) {
    return { kind: "AdoptRouter", tailscaleIP: routerIP, server, profile };
  }
  return decideTrust(snapshot, server) ?? { kind: "Run", ...input };
}
