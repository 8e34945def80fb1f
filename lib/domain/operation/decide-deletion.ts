import { CLEANUP_FINALIZER, SKIP_CLEANUP_ANNOTATION } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { TEARDOWN_SECONDS } from "../../defaults";
import { shown } from "../violation";
import { isTrue } from "../conditions";
import type { Decision } from "./decision";
import { timedSince } from "./drain-of";
import { awaitSettings } from "./require";
import type { HostInput, Snapshot } from "./snapshot";
import { limitSeconds, timeoutsOf } from "./timeouts";

/** What to do with an operation that was deleted: stop its run first, if there may be one. */
export function decideDeletion(snapshot: Snapshot): Decision {
  const { operation } = snapshot;
  if (!isHeld(operation)) {
    return { kind: "None" };
  }
  if (!mayBeAtWork(operation)) {
    return { kind: "Release", skipped: undefined };
  }
  const way = wayTo(snapshot);
  if (typeof way === "string") {
    return { kind: "Release", skipped: way };
  }
  return giveUp(way, snapshot.nowMs) ?? awaitSettings(snapshot) ?? { kind: "Cancel", ...way };
}

/** Whether our finalizer keeps it: there is, or was, a run to be stopped. */
export function isHeld({ metadata }: Operation): boolean {
  return metadata?.finalizers?.includes(CLEANUP_FINALIZER) === true;
}

/** What it takes to tell the server, or why nobody can, or shall. */
function wayTo({ operation, server, profile, router }: Snapshot): HostInput | string {
  const waived = operation.metadata?.annotations?.[SKIP_CLEANUP_ANNOTATION];
  if (waived !== undefined) {
    return `its annotation says so: ${shown(waived)}`;
  }
  if (server === undefined || profile === undefined) {
    return "its Server or its ProvisioningProfile is gone";
  }
  // Without its Router there is no way to the server, and another way is none that anybody wanted.
  return server.spec.routerIP !== undefined && router === undefined
    ? `the Router ${server.spec.routerIP} is gone`
    : { operation, server, profile, router };
}

/** Whether a run was handed to the server and has not been seen to end. */
function mayBeAtWork({ status }: Operation): boolean {
  const ended = (["Complete", "Failed", "Bootstrapped"] as const).some(type =>
    isTrue<"Operation">(status?.conditions, type),
  );
  return status?.dcJobID !== undefined && !ended;
}

/** Nothing waits for ever: a run ends at its own deadline, and a Server that goes, too, has no time. */
function giveUp({ operation, server, profile }: HostInput, nowMs: number): Decision | undefined {
  const deletedAt = String(operation.metadata?.deletionTimestamp);
  if (
    nowMs >=
    Date.parse(timedSince(operation) ?? deletedAt) + limitSeconds(timeoutsOf(profile), true) * 1000
  ) {
    return { kind: "Release", skipped: "it was not reached until its run had to end by itself" };
  }
  return server.metadata?.deletionTimestamp !== undefined &&
    nowMs >= Date.parse(deletedAt) + TEARDOWN_SECONDS * 1000
    ? {
        kind: "Release",
        skipped: `it was not reached within ${TEARDOWN_SECONDS} s, and its Server goes, too`,
      }
    : undefined;
}
