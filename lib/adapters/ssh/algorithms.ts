import type { Algorithms } from "ssh2";

/**
 * What is offered to hosts: elliptic curves and authenticated encryption, nothing older.
 *
 * ssh2 announces strict key exchange (Terrapin) by itself. Source: reliability checklist 4.
 */
const ALGORITHMS = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
  ],
  cipher: [
    "aes256-gcm@openssh.com",
    "aes128-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes128-ctr",
  ],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"],
  compress: ["none"],
} as const satisfies Algorithms;

/** Signature algorithms of each key type, best first. RSA signs with SHA-2 only. */
const SIGNATURES = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
} as const;

/** Types of host keys that are accepted, best first. */
export const KEY_TYPES: readonly string[] = Object.keys(SIGNATURES);

/** The algorithms for a host that is asked for a key of these types. */
export function algorithmsFor(keyTypes: readonly string[]): Algorithms {
  const serverHostKey = Object.entries(SIGNATURES)
    .filter(([type]) => keyTypes.includes(type))
    .flatMap(([, signatures]) => [...signatures]);
  return {
    kex: [...ALGORITHMS.kex],
    cipher: [...ALGORITHMS.cipher],
    hmac: [...ALGORITHMS.hmac],
    compress: [...ALGORITHMS.compress],
    serverHostKey,
  };
}
