import type { Reason } from "../api/conditions";
import type { Operation } from "../api/operation.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import { HostKeyMismatch, type HostRole } from "./errors";
import { isPinned, type ObservedHostKey } from "./net/host-key";

/** Keys that a host may show: those of the spec, else those of the first contact. An empty list pins nothing. */
export function pinsOf({ spec, status }: Pick<Server | Router, "spec" | "status">): string[] {
  return (
    [spec.hostKeys, status?.hostKeys].find(keys => keys !== undefined && keys.length > 0) ?? []
  );
}

/** Where the keys stand that a host may show: its spec pins them, or Stargate recorded them. */
export type PinSource = "spec" | "record";

/** Where `pinsOf` has its keys from. */
export function pinSourceOf({ spec }: Pick<Server | Router, "spec">): PinSource {
  return (spec.hostKeys ?? []).length > 0 ? "spec" : "record";
}

/** Why a key is trusted, and whether it has to be recorded. */
export interface Pin {
  readonly reason: Extract<Reason, "Pinned" | "Recorded">;
  readonly isNew: boolean;
  /** Recorded keys whose place it takes. */
  readonly replaces: readonly string[];
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
    return { reason: "Recorded", isNew: true, replaces: [] };
  }
  const source = pinSourceOf(host);
  if (isPinned(key, pins)) {
    return { reason: source === "spec" ? "Pinned" : "Recorded", isNew: false, replaces: [] };
  }
  if (mayRenew && source === "record") {
    return { reason: "Recorded", isNew: true, replaces: pins };
  }
  const role = "tailscaleIP" in host.spec ? "router" : "server";
  throw otherKey("the host", key, { role, source, isRenewable: role === "server" });
}

/**
 * What another key than those that a host may show amounts to. `isRenewable`: an Operation with `renewHostKey` would
 * take it in place of a recorded one.
 */
export function otherKey(
  whose: string,
  hostKey: ObservedHostKey,
  trust: { readonly role: HostRole; readonly source: PinSource; readonly isRenewable: boolean },
): HostKeyMismatch {
  const { role, source } = trust;
  const expected = source === "spec" ? "one pinned in spec.hostKeys" : "recorded one";
  return new HostKeyMismatch(
    `${whose} showed the host key ${hostKey.fingerprint}, which is not the ${expected}`,
    {
      reason: "HostKeyMismatch",
      remedy: `if the host was reinstalled, ${remedyFor(trust)}; if not, somebody is in between`,
      role,
      hostKey,
    },
  );
}

function remedyFor({ role, source, isRenewable }: Parameters<typeof otherKey>[2]): string {
  const field = `spec.hostKeys of the ${role === "router" ? "Router" : "Server"}`;
  if (source === "spec") {
    return `correct ${field}`;
  }
  return isRenewable
    ? `delete its Node and repeat with an Operation that has renewHostKey: true, or put its new key into ${field}`
    : `put its new key into ${field}`;
}

/**
 * Keys that a server may show to an operation: its pins, but for an operation that may renew them once. That
 * one accepts what it finds first, and from then on insists on it.
 */
export function pinsFor({ spec, status }: Operation, server: Server): string[] {
  if (spec.renewHostKey !== true || pinSourceOf(server) === "spec") {
    return pinsOf(server);
  }
  return status?.renewedHostKey === undefined ? [] : [status.renewedHostKey];
}
