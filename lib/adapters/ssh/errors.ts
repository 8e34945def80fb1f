import { AccessDenied, HostKeyMismatch, HostUnreachable } from "../../domain/errors";
import type { ObservedHostKey } from "../../domain/net/host-key";
import { otherKey } from "../../domain/pin";
import type { Hop } from "../../ports/remote-host";

/** `level` of ssh2's errors. */
interface LeveledError extends Error {
  readonly level?: string;
}

/** "router 100.64.0.10:22". */
export function nameOf({ role, address, port }: Hop): string {
  return `${role} ${address}:${port}`;
}

/** The error that a failed login amounts to. */
export function loginError(
  hop: Hop,
  cause: LeveledError,
  hostKey: ObservedHostKey | undefined,
): AccessDenied | HostUnreachable {
  if (cause.level === "client-authentication") {
    return new AccessDenied(`${nameOf(hop)} refused the login of ${hop.username}`, {
      reason: "AuthFailed",
      role: hop.role,
      remedy: `check username and privateKey in ${hop.credentials ?? "the Secret"}, and authorized_keys on the host`,
      cause,
      ...(hostKey === undefined ? {} : { hostKey }),
    });
  }
  return unreachable(hop, cause.message, cause);
}

/** Whether a login failed in the key exchange: the host has nothing of what it was asked for. */
export function isDisagreement(error: unknown): boolean {
  const { level } = ((error as Error).cause ?? {}) as Partial<LeveledError>;
  return error instanceof HostUnreachable && level === "handshake";
}

/** The host, or what is before it, does not answer. */
export function unreachable(hop: Hop, why: string, cause?: unknown): HostUnreachable {
  return new HostUnreachable(`${nameOf(hop)} does not answer: ${why}`, {
    reason: hop.role === "router" ? "JumpUnreachable" : "HostUnreachable",
    remedy:
      hop.role === "router"
        ? "check that the router runs and that the tailnet reaches it"
        : "check that the server runs and that its router reaches it",
    cause,
  });
}

/** The host showed a key that nobody pinned, or another one than that. */
export function keyMismatch(hop: Hop, hostKey: ObservedHostKey): HostKeyMismatch {
  const { role, pinSource: source, unknownKey } = hop;
  if (hop.pinnedKeys.length === 0) {
    return new HostKeyMismatch(`${nameOf(hop)} has the unpinned host key ${hostKey.fingerprint}`, {
      reason: "HostKeyNotPinned",
      remedy: `compare it on the host and put it into spec.hostKeys of the ${role === "router" ? "Router" : "Server"}`,
      role,
      hostKey,
    });
  }
  // Under a strict policy no key is renewed, and of a router never.
  const isRenewable = role === "server" && unknownKey === "accept";
  return otherKey(nameOf(hop), hostKey, { role, source, isRenewable });
}
