import { createPrivateKey, type KeyObject } from "node:crypto";
import { type ParsedKey, utils } from "ssh2";
import { RSA_MINIMUM_BITS } from "../../defaults";
import { InvalidSpec } from "../../domain/errors";
import type { Secret } from "../../domain/secret";

/** A line of a `.pub` file or of authorized_keys, or a public key in a block of its own (RFC 4716, RFC 7468). */
const PUBLIC_KEY = /(?:^|\s)(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+ AAAA|BEGIN (?:\w+ )?PUBLIC KEY/;

/**
 * Whether the text is a private key that may be used for logins.
 *
 * Throws `InvalidSpec` for public keys, keys with a passphrase, DSA, and RSA below 2048 bits.
 */
export function verifyPrivateKey(privateKey: Secret): void {
  const text = privateKey.reveal();
  const parsed = utils.parseKey(text);
  if (parsed instanceof Error) {
    throw PUBLIC_KEY.test(text) ? publicKey() : unusable(kindOf(text, parsed), parsed);
  }
  // A file of OpenSSH's own format may hold several keys; the first one is used.
  const [key] = ([] as ParsedKey[]).concat(parsed);
  if (key?.isPrivateKey() !== true) {
    throw publicKey();
  }
  if (key.type === "ssh-dss") {
    throw weak("a DSA key");
  }
  if (key.type === "ssh-rsa") {
    const bits = modulusBits(key.getPrivatePEM());
    if (bits < RSA_MINIMUM_BITS) {
      throw weak(`an RSA key of ${bits} bits`);
    }
  }
}

/** What the text is instead of a key that can be used. */
function kindOf(text: string, { message }: Error): string {
  if (/encrypted/i.test(message)) {
    return "has a passphrase";
  }
  // PKCS #8, which OpenSSL writes and ssh2 does not read (RFC 7468, 10).
  return text.includes("-----BEGIN PRIVATE KEY-----")
    ? "is in PKCS #8 form"
    : "is not an SSH private key";
}

function modulusBits(pem: string): number {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (error: unknown) {
    // ssh2 believes the first lines of a key that was cut off.
    throw unusable("is damaged or cut off", error as Error);
  }
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

function publicKey(): InvalidSpec {
  return new InvalidSpec("privateKey is a public key", {
    reason: "InvalidCredentials",
    remedy:
      "put the private key that belongs to it into the Secret's privateKey: the file without .pub, " +
      "which begins with -----BEGIN",
  });
}

function unusable(what: string, cause?: Error): InvalidSpec {
  return new InvalidSpec(`privateKey ${what}`, {
    reason: "InvalidCredentials",
    remedy:
      "put an unencrypted OpenSSH private key into the Secret's privateKey; " +
      "ssh-keygen -p -N '' -f FILE turns others into one",
    cause,
  });
}

function weak(what: string): InvalidSpec {
  return new InvalidSpec(`privateKey is ${what}`, {
    reason: "WeakKey",
    remedy: "make a new one: ssh-keygen -t ed25519",
  });
}
