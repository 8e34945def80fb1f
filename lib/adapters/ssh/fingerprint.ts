import { createHash } from "node:crypto";

/** Fingerprint of an OpenSSH public key: `SHA256:` and unpadded base64, as `ssh-keygen -lf` prints it. */
export function fingerprintOf(publicKey: string): string {
  const [, blob = ""] = publicKey.split(" ");
  const digest = createHash("sha256").update(blob, "base64").digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
