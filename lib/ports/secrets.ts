import type { Key } from "../domain/key";
import type { Secret } from "../domain/secret";

/** Entries of a Secret, decoded. */
export type SecretEntries = ReadonlyMap<string, Secret>;

/**
 * Secrets, read by name and at the time of use. Each value read is registered for redaction.
 *
 * Rejects only with `DependencyMissing` (absent, or not ours to read: the message tells what to grant)
 * or `ApiUnavailable`.
 */
export interface Secrets {
  read(key: Key): Promise<SecretEntries>;
}
