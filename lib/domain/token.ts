/** Letters of a token's public half. Source: Kubernetes, "Authenticating with Bootstrap Tokens". */
const TOKEN_ID_LENGTH = 6;

/** Prefix of the user that a bootstrap token authenticates. */
const TOKEN_USER_PREFIX = "system:bootstrap:";

/**
 * Public half of the token of an operation, six letters of [a-z0-9].
 *
 * It follows from the operation's UID, so that whoever takes the operation over finds the token, and the
 * approver finds the operation. FNV-1a spreads the UID's 122 random bits over 36^6 names.
 */
export function tokenIdOf(operationUid: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < operationUid.length; index++) {
    const code = BigInt(operationUid.charCodeAt(index));
    hash = BigInt.asUintN(64, (hash ^ code) * 0x100000001b3n);
  }
  return hash.toString(36).padStart(TOKEN_ID_LENGTH, "0").slice(-TOKEN_ID_LENGTH);
}

/** Public half of the token that a user authenticated with, or undefined for any other user. */
export function tokenIdOfUser(username: string): string | undefined {
  return username.startsWith(TOKEN_USER_PREFIX)
    ? username.slice(TOKEN_USER_PREFIX.length)
    : undefined;
}
