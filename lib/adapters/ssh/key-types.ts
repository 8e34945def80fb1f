import { HostKeyMismatch } from "../../domain/errors";
import { pinnedTypes } from "../../domain/net/host-key";
import type { Hop } from "../../ports/remote-host";
import { KEY_TYPES } from "./algorithms";
import { isDisagreement } from "./errors";

/**
 * Tries to log in, asking for the types of key that are pinned.
 *
 * A fingerprint does not tell its type, and a host shows one key at a time, the best that it is asked for. So it is
 * asked for its other types as long as it shows keys that are not pinned. Each of these tries ends in the key
 * exchange, before any login. Rejects as `attempt` does; when no key fits, with the mismatch of the first.
 */
export async function withPinnedTypes<T>(
  { pinnedKeys }: Hop,
  attempt: (keyTypes: readonly string[]) => Promise<T>,
): Promise<T> {
  const types = pinnedTypes(pinnedKeys);
  if (types.length > 0) {
    return await attempt(types);
  }
  return pinnedKeys.length === 0 ? await attempt(KEY_TYPES) : await tryEach(KEY_TYPES, attempt);
}

async function tryEach<T>(
  keyTypes: readonly string[],
  attempt: (keyTypes: readonly string[]) => Promise<T>,
  first?: HostKeyMismatch,
): Promise<T> {
  try {
    return await attempt(keyTypes);
  } catch (error: unknown) {
    if (first !== undefined && isDisagreement(error)) {
      throw first; // the host has no key of these types
    }
    if (!(error instanceof HostKeyMismatch)) {
      throw error;
    }
    const shown = error.hostKey?.publicKey.split(" ")[0];
    const others = keyTypes.filter(type => type !== shown);
    if (others.length === 0 || others.length === keyTypes.length) {
      throw first ?? error;
    }
    return await tryEach(others, attempt, first ?? error);
  }
}
