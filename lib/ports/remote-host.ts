import type { HostRole } from "../domain/errors";
import type { ObservedHostKey } from "../domain/net/host-key";
import type { PinSource } from "../domain/pin";
import type { Secret } from "../domain/secret";

/** What a key that nobody pinned means. */
export type UnknownKeyPolicy = "accept" | "refuse";

/** One SSH login on the way to a host. */
export interface Hop {
  readonly role: HostRole;
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly privateKey: Secret;
  /** Where the login is from, such as `Secret dc-1/ssh`: for who has to correct it. */
  readonly credentials?: string;
  /** Keys that the host may show; empty leaves it to `unknownKey`. */
  readonly pinnedKeys: readonly string[];
  /** Where these keys stand: for who has to correct them. */
  readonly pinSource: PinSource;
  readonly unknownKey: UnknownKeyPolicy;
}

/** The way to a host: its router, if any, then the host itself. */
export type Route = readonly [Hop] | readonly [Hop, Hop];

/** A short script that runs as root. Parameters and input are data: no shell reads them. */
export interface RemoteScript {
  /** Text of a bash script that defines its work in a function and calls it in its last line. */
  readonly text: string;
  /** Variables that the script reads. Never secrets: use `input`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What the script finds on its standard input. */
  readonly input?: Uint8Array;
}

/** How a script ended. Output is cut at `REMOTE_OUTPUT_LIMIT_BYTES` each. */
export interface RemoteResult {
  /** Exit code; 128 + n when signal n ended what ran it as root, as a host does that is going down. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * One host with an open SSH login; its key was verified before anything was sent.
 *
 * All methods reject only with `HostUnreachable` (also for a script that a signal ended), `AccessDenied` (no root) or
 * `AbortError`.
 */
export interface RemoteHost {
  /** Key that the host showed. */
  readonly hostKey: ObservedHostKey;
  /** Runs a short script to its end. */
  run(script: RemoteScript, signal: AbortSignal): Promise<RemoteResult>;
  /**
   * Runs a long script and yields its standard output as it comes; ends with the script. Its standard error goes to
   * `onError`, as it comes, too, and with whatever a login shell says there; without one nobody reads it. What that
   * throws ends the stream.
   */
  stream(
    script: RemoteScript,
    signal: AbortSignal,
    onError?: (chunk: Uint8Array) => void,
  ): AsyncIterable<Uint8Array>;
  /** Lets go of the login. Scripts that still run are left to themselves. */
  close(): void;
}

/**
 * Opens logins.
 *
 * Rejects only with `HostUnreachable`, `HostKeyMismatch`, `AccessDenied`, `InvalidSpec` (unusable private
 * key) or `AbortError`.
 */
export interface RemoteHosts {
  connect(route: Route, signal: AbortSignal): Promise<RemoteHost>;
  /** Throws `InvalidSpec` when the text is no private key that may be used. */
  verifyKey(privateKey: Secret): void;
}
