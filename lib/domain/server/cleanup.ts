import { CLEANUP_FINALIZER, CLEANUP_LABEL, SKIP_CLEANUP_ANNOTATION } from "../../api/names";
import type { Reason } from "../../api/conditions";
import type { WaitReason } from "../../api/waiting";
import type { Operation } from "../../api/operation.generated";
import type { Server } from "../../api/server.generated";
import { isGoing } from "../admission/objects";
import { conditionOf, isTrue } from "../conditions";
import { type Key, keyOf } from "../key";
import { isOver } from "../operation/is-over";
import { shown } from "../violation";
import { referenceTo, type Wait, waitOf } from "../waiting";
import { wasNode } from "./release";

/** Characters of a Server's UID that tell its reset from that of a Server of the same name before it. */
const UID_CHARACTERS = 8;

/** What to do with a Server that was deleted and is held. */
export type CleanupDecision =
  /** Order its reset. */
  | { readonly kind: "Order" }
  | { readonly kind: "Wait"; readonly wait: Wait }
  /** Let it go without its host being cleaned. */
  | { readonly kind: "Skip"; readonly why: string }
  | { readonly kind: "LetGo" };

/** Whether the Server was deleted, and our finalizer keeps it. */
export function isLeaving(server: Server): boolean {
  return isGoing(server) && server.metadata?.finalizers?.includes(CLEANUP_FINALIZER) === true;
}

/** What to do with a Server that is leaving. `reset` is the Operation of `cleanupKey`, read afresh. */
export function decideCleanup(
  server: Server,
  reset: Operation | undefined,
  operations: readonly Operation[],
): CleanupDecision {
  const waived = server.metadata?.annotations?.[SKIP_CLEANUP_ANNOTATION];
  if (waived !== undefined) {
    return { kind: "Skip", why: `its annotation says so: ${shown(waived)}` };
  }
  if (reset !== undefined) {
    return judgeReset(server, reset);
  }
  // One that was deleted is being stopped, which ends by itself.
  const stopping = operations.find(operation => isGoing(operation) && isAtWork(operation));
  return stopping === undefined ? { kind: "Order" } : { kind: "Wait", wait: waitForEnd(stopping) };
}

/** Whether a run of the operation may be at work on the server. */
export function isAtWork(operation: Operation): boolean {
  const { dcJobID, conditions } = operation.status ?? {};
  return (
    dcJobID !== undefined && !isOver(operation) && !isTrue<"Operation">(conditions, "Bootstrapped")
  );
}

/** What a Server waits for, on which an operation is at work that was deleted, or is about to be. */
export function waitForEnd(operation: Operation): Wait {
  return waitFor(operation, "CleaningUp", "is being stopped first");
}

/**
 * Whether the Server is a node by a repave, and nothing holds it: an earlier version made it one, or somebody took the finalizer
 * off. While anything is under way there it may be about to be none.
 */
export function isUnheld({ metadata, status }: Server, operations: readonly Operation[]): boolean {
  const { nodeName, appliedProvisioningProfile } = status ?? {};
  return (
    nodeName !== undefined &&
    appliedProvisioningProfile !== undefined &&
    metadata?.deletionTimestamp === undefined &&
    metadata?.finalizers?.includes(CLEANUP_FINALIZER) !== true &&
    operations.every(isOver)
  );
}

/** What a reset ends with that found another Server's node, or another cluster's, on the host: nothing of this Server's. */
const NOT_ITS_HOST: ReadonlySet<string> = new Set<Reason>([
  "NodeIdentityMismatch",
  "MemberOfAnotherCluster",
]);

function judgeReset(server: Server, reset: Operation): CleanupDecision {
  const { message = "waiting for its turn", conditions } = reset.status ?? {};
  if (isTrue<"Operation">(conditions, "Complete")) {
    return { kind: "LetGo" };
  }
  const failed = conditionOf<"Operation">(conditions, "Failed");
  if (failed?.status === "True" && NOT_ITS_HOST.has(failed.reason) && !wasNode(server)) {
    return { kind: "LetGo" };
  }
  return {
    kind: "Wait",
    wait:
      failed?.status === "True"
        ? waitFor(
            reset,
            "CleanupFailed",
            `failed: ${message}; mend that and delete the Operation, which orders the reset again, or let the Server go without it: ${skipCommand(server)}`,
          )
        : waitFor(
            reset,
            "CleaningUp",
            `resets the server: ${message}${escapeWords(server, reset)}`,
          ),
  };
}

/** What keeps a reset from its host, and may do so for good. */
const OUT_OF_REACH: ReadonlySet<string> = new Set<WaitReason>([
  "HostUnreachable",
  "JumpUnreachable",
]);

/** The way out, where nobody may ever clean the host. */
function escapeWords(server: Server, { status }: Operation): string {
  return OUT_OF_REACH.has(waitOf(status)?.reason ?? "")
    ? `; if the host is gone for good: ${skipCommand(server)}`
    : "";
}

/** The command that lets the Server go without its host being cleaned. */
export function skipCommand(server: Server): string {
  const { namespace, name } = keyOf(server);
  return `kubectl annotate server ${name} -n ${namespace} ${SKIP_CLEANUP_ANNOTATION}="<reason>"`;
}

function waitFor(operation: Operation, reason: Wait["reason"], message: string): Wait {
  const { name, namespace } = keyOf(operation);
  return {
    reason,
    message: `Operation ${name} ${message}`,
    object: referenceTo("Operation", { namespace, name }),
  };
}

/** Where the Operation is that resets the Server when it is deleted. */
export function cleanupKey(server: Server): Key {
  const { namespace, name } = keyOf(server);
  const uid = server.metadata?.uid ?? "";
  return { namespace, name: `reset-${name}-${uid.slice(0, UID_CHARACTERS)}` };
}

/** That Operation. Its profile is the Server's own, else the one that was applied last. */
export function cleanupOperation(server: Server): Operation {
  const { provisioningProfile } = server.spec;
  const profile = provisioningProfile ?? server.status?.appliedProvisioningProfile;
  return {
    metadata: {
      ...cleanupKey(server),
      labels: { [CLEANUP_LABEL]: server.metadata?.uid ?? "" },
    },
    spec: {
      serverRef: { name: keyOf(server).name },
      operation: "reset",
      ...(profile === undefined ? {} : { provisioningProfileRef: { name: profile } }),
    },
  } satisfies Partial<Operation> as Operation;
}

/** Whether the Operation resets a Server that is being deleted. */
export function isCleanup({ metadata }: Operation): boolean {
  return metadata?.labels?.[CLEANUP_LABEL] !== undefined;
}

/** Whether the Operation was none of this Server's, but one of a Server that had its name before. */
export function isOfEarlier(operation: Operation, server: Server): boolean {
  const { completionTime } = operation.status ?? {};
  // On the wire both are text of the same form.
  const created = server.metadata?.creationTimestamp as string | undefined;
  const isBefore =
    completionTime !== undefined && created !== undefined && completionTime < created;
  return isBefore || isOrphan(operation, server);
}

/**
 * Whether the Operation was to reset a Server that is gone, or was begun on one that was made again: whatever has its name
 * now is another one, and nobody asked for that of it.
 */
export function isOrphan({ metadata, status }: Operation, server: Server | undefined): boolean {
  const uid = server?.metadata?.uid;
  const orderedFor = metadata?.labels?.[CLEANUP_LABEL];
  const begunOn = status?.serverUID;
  return orderedFor === undefined
    ? uid !== undefined && begunOn !== undefined && begunOn !== uid
    : orderedFor !== uid;
}
