import type { Key } from "../domain/key";
import type { Secret } from "../domain/secret";

/** Entries of a Secret, decoded. */
export type SecretEntries = ReadonlyMap<string, Secret>;

/**
 * The entries that are wanted, and what each is by its use. What is "public", such as a login name, is not masked:
 * that would hide what messages are about.
 */
export type SecretUses = Readonly<Record<string, "secret" | "public">>;

/**
 * Secrets, read by name and at the time of use. Of their entries only the wanted ones are handed out, and each that
 * is a secret is registered for redaction.
 *
 * Rejects only with `DependencyMissing` (absent, or not ours to read: the message tells what to grant)
 * or `ApiUnavailable`.
 */
export interface Secrets {
  read(key: Key, uses: SecretUses): Promise<SecretEntries>;
}
