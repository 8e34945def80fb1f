import { readFile } from "node:fs/promises";
import path from "node:path";
import { cached } from "../cache";
import { LabError } from "../errors";
import type { Report } from "../progress";
import { contained, run } from "../run";
import { writeFileAtomic } from "../write-file";

/** A key that signs package repositories, in a GNUPGHOME of its own. */
export interface SigningKey {
  readonly home: string;
  readonly fingerprint: string;
  /** The armored public key. */
  readonly publicKey: string;
}

/** `trusted` signs the repositories; `stranger` signs the one that must be refused. */
export type KeyOwner = "trusted" | "stranger";

/** The key of this owner; made once per cache, so that a fingerprint may be written down. */
export async function ensureSigningKey(owner: KeyOwner, report: Report): Promise<SigningKey> {
  const { directory } = await cached(path.join("keys", owner), report, home =>
    makeKey(owner, home),
  );
  return {
    home: directory,
    fingerprint: (await readFile(path.join(directory, "fingerprint"), "utf8")).trim(),
    publicKey: await readFile(path.join(directory, "public.asc"), "utf8"),
  };
}

/** Runs gpg with the key. It is contained because gpg leaves an agent behind. */
export async function gpg(home: string, args: readonly string[], input?: string): Promise<string> {
  const command = contained(["gpg", "--batch", "--no-tty", "--yes", "--homedir", home, ...args]);
  return run(command, input === undefined ? {} : { input });
}

async function makeKey(owner: KeyOwner, home: string): Promise<void> {
  await run(["chmod", "0700", home]);
  const name = `Stargate lab (${owner}) <${owner}@stargate.lab>`;
  await gpg(home, ["--passphrase", "", "--quick-generate-key", name, "rsa3072", "sign", "never"]);
  const listing = await gpg(home, ["--with-colons", "--list-keys"]);
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1];
  if (fingerprint === undefined) {
    throw new LabError("gpg made no key", undefined, { cause: listing });
  }
  writeFileAtomic(path.join(home, "fingerprint"), `${fingerprint}\n`);
  writeFileAtomic(path.join(home, "public.asc"), `${await gpg(home, ["--armor", "--export"])}\n`);
}
