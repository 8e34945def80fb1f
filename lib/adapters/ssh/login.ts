import type { Duplex } from "node:stream";
import { Client, type ConnectConfig } from "ssh2";
import { SSH_KEEPALIVE_LIMIT, SSH_KEEPALIVE_MS, SSH_READY_TIMEOUT_MS } from "../../defaults";
import type { HostKeyMismatch } from "../../domain/errors";
import { isPinned, type ObservedHostKey } from "../../domain/net/host-key";
import type { Hop } from "../../ports/remote-host";
import { algorithmsFor } from "./algorithms";
import { keyMismatch, loginError } from "./errors";
import { fingerprintOf } from "./fingerprint";

/** An open login. */
export interface Login {
  readonly client: Client;
  readonly hostKey: ObservedHostKey;
}

/** How to log in. */
export interface LoginOptions {
  /** Stream on which the host has begun to speak. */
  readonly via: Duplex;
  /** Types of key that the host is asked for. */
  readonly keyTypes: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Logs in at a host, over a stream that leads to it.
 *
 * The host's key is judged during key exchange, before the login is tried. Rejects with `HostUnreachable`,
 * `HostKeyMismatch`, `AccessDenied` or the signal's reason.
 */
export function login(hop: Hop, { via, keyTypes, signal }: LoginOptions): Promise<Login> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    let hostKey: ObservedHostKey | undefined;
    let refusal: HostKeyMismatch | undefined;

    const fail = (error: unknown): void => {
      signal.removeEventListener("abort", abort);
      via.destroy();
      reject(error as Error);
    };
    const abort = (): void => {
      fail(signal.reason);
    };
    client
      .on("error", error => {
        fail(refusal ?? loginError(hop, error, hostKey));
      })
      .on("close", () => {
        fail(refusal ?? loginError(hop, new Error("the connection was closed"), hostKey));
      })
      .on("ready", () => {
        signal.removeEventListener("abort", abort);
        if (hostKey !== undefined) {
          resolve({ client, hostKey });
        }
      });
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) {
      abort();
      return;
    }
    if (via.destroyed) {
      fail(loginError(hop, new Error("the connection was closed"), hostKey));
      return;
    }
    client.connect(
      configOf(hop, {
        sock: via,
        algorithms: algorithmsFor(keyTypes),
        hostVerifier: (blob: Buffer) => {
          hostKey = observed(blob);
          refusal = judge(hop, hostKey);
          return refusal === undefined;
        },
      }),
    );
  });
}

function configOf({ username, privateKey }: Hop, way: ConnectConfig): ConnectConfig {
  return {
    ...way,
    username,
    privateKey: privateKey.reveal(),
    readyTimeout: SSH_READY_TIMEOUT_MS,
    keepaliveInterval: SSH_KEEPALIVE_MS,
    keepaliveCountMax: SSH_KEEPALIVE_LIMIT,
    // Only the key: no agent, no password, no keyboard.
    authHandler: ["publickey"],
  };
}

function judge(hop: Hop, key: ObservedHostKey): HostKeyMismatch | undefined {
  const isTrusted =
    hop.pinnedKeys.length === 0 ? hop.unknownKey === "accept" : isPinned(key, hop.pinnedKeys);
  return isTrusted ? undefined : keyMismatch(hop, key);
}

/** The key in a blob of the SSH wire format (RFC 4253, 6.6): its type comes first. */
function observed(blob: Buffer): ObservedHostKey {
  const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1");
  const publicKey = `${type} ${blob.toString("base64")}`;
  return { publicKey, fingerprint: fingerprintOf(publicKey) };
}
