import type { Operation } from "../../api/operation.generated";
import { isTrue } from "../conditions";
import { profileViolations } from "../profile/admission";
import { serverViolations } from "../server/admission";
import { isOrphan } from "../server/cleanup";
import { formatViolations } from "../violation";
import { decideNode } from "./decide-node";
import { decideDeletion, isHeld } from "./decide-deletion";
import type { Decision } from "./decision";
import { isDraining } from "./drain-of";
import { decideFit } from "./fit";
import { holdOf } from "./hold";
import { isOver } from "./is-over";
import { isLate, lateFailure } from "./late";
import { isProfileChanged } from "./profile-version";
import { requireAll } from "./require";
import type { RunInput, Snapshot } from "./snapshot";
import { decideTrust } from "./trust";

/** What to do now. Pure and total: the same snapshot gives the same answer, at any time, in any process. */
export function decide(snapshot: Snapshot): Decision {
  const { operation } = snapshot;
  const conditions = operation.status?.conditions;
  if (operation.metadata?.deletionTimestamp !== undefined) {
    return decideDeletion(snapshot);
  }
  const over = decideOver(operation) ?? decideOrphan(snapshot);
  if (over !== undefined) {
    return over;
  }
  if (isTrue<"Operation">(conditions, "Bootstrapped")) {
    return decideNode(snapshot);
  }
  return paused(snapshot) ?? decideWork(snapshot);
}

/**
 * What to do with an operation that is over and was not deleted, whatever the rest of the world is like; undefined for
 * others. Whoever ended it may have died before it let it go.
 */
export function decideOver(operation: Operation): Decision | undefined {
  if (!isOver(operation) || operation.metadata?.deletionTimestamp !== undefined) {
    return undefined;
  }
  return isHeld(operation) ? { kind: "Release", skipped: undefined } : { kind: "None" };
}

/** Whether nothing is left to do for the operation, ever: it is over, was let go, and nobody deletes it. */
export function isDone(operation: Operation): boolean {
  return decideOver(operation)?.kind === "None";
}

/** The reset of a deleted Server is of that one, and a run of the one that it was handed over for: of none that has its name later. */
function decideOrphan({ operation, server }: Snapshot): Decision | undefined {
  const { name } = operation.spec.serverRef;
  return isOrphan(operation, server)
    ? {
        kind: "Fail",
        reason: "ServerNotFound",
        message: `the Server ${name} that this is for is gone; one of that name is another one${
          operation.status?.dcJobID === undefined ? "" : ", and its run ends at its own deadline"
        }`,
      }
    : undefined;
}

/**
 * Nothing is started while somebody holds the server; a run that was handed over is followed on. One that was found
 * to be gone then has lost its time.
 */
function paused(snapshot: Snapshot): Decision | undefined {
  const { dcJobID, startTime } = snapshot.operation.status ?? {};
  const hold = holdOf(snapshot);
  const mayGoOn = dcJobID !== undefined && startTime !== undefined;
  return hold === undefined || mayGoOn ? undefined : { kind: "Wait", ...hold };
}

/** What there is to do, in time. */
function decideWork(snapshot: Snapshot): Decision {
  const required = requireAll(snapshot);
  const next = "decision" in required ? required.decision : decideRun(snapshot, required.input);
  // A run that was handed over may have ended while nobody looked, and then its result counts.
  const mayHaveEnded = next.kind === "Run" && snapshot.operation.status?.dcJobID !== undefined;
  return isLate(snapshot) && !mayHaveEnded ? { kind: "Fail", ...lateFailure(snapshot) } : next;
}

/** A run that is parked goes on once the pods are elsewhere. Nobody is moved while somebody holds the server. */
function decideDrain(input: RunInput): Decision | undefined {
  const { operation, profile, profileName, hold } = input;
  if (!isDraining(operation)) {
    return undefined;
  }
  if (hold !== undefined) {
    return { kind: "Wait", ...hold };
  }
  // The run could not be started again: nobody is moved for nothing.
  return operation.spec.operation === "repave" && isProfileChanged(operation, profile)
    ? {
        kind: "Fail",
        reason: "ProfileChanged",
        message: `ProvisioningProfile ${profileName} was changed since its run began; create a new Operation, which applies it as it is now`,
      }
    : { kind: "Drain", ...input };
}

function decideRun(snapshot: Snapshot, input: RunInput): Decision {
  const { server, profile, router } = input;
  const violations = [...serverViolations(server), ...profileViolations(profile)];
  if (violations.length > 0) {
    return { kind: "Fail", reason: "InvalidSpec", message: formatViolations(violations) };
  }
  const unfit = decideFit(snapshot, input);
  if (unfit !== undefined) {
    return unfit;
  }
  const { routerIP } = server.spec;
  if (routerIP !== undefined && router === undefined) {
    return { kind: "AdoptRouter", tailscaleIP: routerIP, server, profile };
  }
  return decideTrust(snapshot, server) ?? decideDrain(input) ?? { kind: "Run", ...input };
}
