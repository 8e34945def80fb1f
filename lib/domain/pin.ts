import type { Reason } from "../api/conditions";
import type { Operation } from "../api/operation.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import { HostKeyMismatch } from "./errors";
import { isPinned, type ObservedHostKey } from "./net/host-key";

/** Keys that a host may show: those of the spec, else those of the first contact. An empty list pins nothing. */
export function pinsOf({ spec, status }: Pick<Server | Router, "spec" | "status">): string[] {
  return (
    [spec.hostKeys, status?.hostKeys].find(keys => keys !== undefined && keys.length > 0) ?? []
  );
}

/** Why a key is trusted, and whether it has to be recorded. */
export interface Pin {
  readonly reason: Extract<Reason, "Pinned" | "Recorded">;
  readonly isNew: boolean;
  /** Whether it takes the place of another key that was recorded. */
  readonly isRenewal: boolean;
}

/**
 * Why the key of a host is trusted, judged by the object as it stands now. `mayRenew`: another key than the
 * recorded one is fine, since the host was reinstalled.
 *
 * Throws `HostKeyMismatch` when the object pins or has recorded another one: first contacts can race.
 */
export function decidePin(
  host: Pick<Server | Router, "spec" | "status">,
  key: ObservedHostKey,
  { mayRenew }: { readonly mayRenew: boolean } = { mayRenew: false },
): Pin {
  const pins = pinsOf(host);
  if (pins.length === 0) {
    return { reason: "Recorded", isNew: true, isRenewal: false };
  }
  const isDeclared = pins === host.spec.hostKeys;
  if (isPinned(key, pins)) {
    return { reason: isDeclared ? "Pinned" : "Recorded", isNew: false, isRenewal: false };
  }
  if (mayRenew && !isDeclared) {
    return { reason: "Recorded", isNew: true, isRenewal: true };
  }
  const isRouter = "tailscaleIP" in host.spec;
  throw new HostKeyMismatch(`the host showed ${key.fingerprint}, another key is on record`, {
    reason: "HostKeyMismatch",
    remedy: `put the host's own key into spec.hostKeys of the ${isRouter ? "Router" : "Server"}`,
    role: isRouter ? "router" : "server",
    hostKey: key,
  });
}

/**
 * Keys that a server may show to an operation: its pins, but for an operation that may renew them once. That
 * one accepts what it finds first, and from then on insists on it.
 */
export function pinsFor({ spec, status }: Operation, server: Server): string[] {
  const isDeclared = (server.spec.hostKeys ?? []).length > 0;
  if (spec.renewHostKey !== true || isDeclared) {
    return pinsOf(server);
  }
  return status?.renewedHostKey === undefined ? [] : [status.renewedHostKey];
}
