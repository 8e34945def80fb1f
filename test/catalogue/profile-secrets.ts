import { generateKeyPairSync } from "node:crypto";
import { aHostKey } from "../fakes/samples";
import { HOSTILE } from "./hostile";
import { type Manifest, profile, type Row, secret } from "./row";

/** A private key as a Secret holds it; an encrypted one has a passphrase. */
function rsa(bits: number, type: "pkcs1" | "pkcs8" = "pkcs1", isEncrypted = false): string {
  const cipher = isEncrypted ? { cipher: "aes-256-cbc", passphrase: "x" } : {};
  return generateKeyPairSync("rsa", {
    modulusLength: bits,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type, format: "pem", ...cipher },
  }).privateKey;
}

const KEY = rsa(2048);
const PGP = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";

/** Trailing white space is an editor's, and cut off; `a b` and the like are not. */
const NO_USERS = HOSTILE.filter(text => text.trimEnd() === text);

function worth(
  says: string,
  what: string,
  given: readonly Manifest[],
  spec: Readonly<Record<string, unknown>> = {},
): Row {
  return {
    name: `a Secret ${what}`,
    manifest: profile(spec),
    verdict: "condition",
    says,
    given,
  };
}

const FROM_A_SECRET = {
  repositories: [{ url: "https://mirror/", keySecretRef: "mirror" }],
};

/** What Secrets are worth: no schema sees them, so profiles tell it in their conditions. */
export const PROFILE_SECRETS: readonly Row[] = [
  worth("SecretNotFound", "that is not there", []),
  worth("InvalidCredentials", "without a key", [secret("ssh", { username: "ubuntu" })]),
  ...[
    { what: "with an empty key", privateKey: "" },
    { what: "with something else", privateKey: "not a key" },
    { what: "with a public key", privateKey: aHostKey().publicKey },
    { what: "with a key that has a passphrase", privateKey: rsa(2048, "pkcs1", true) },
    { what: "with a key in PKCS #8 form", privateKey: rsa(2048, "pkcs8") },
    { what: "with a key that was cut off", privateKey: KEY.slice(0, 400) },
  ].map(({ what, privateKey }) =>
    worth("InvalidCredentials", what, [secret("ssh", { privateKey })]),
  ),
  worth("WeakKey", "with a short key", [secret("ssh", { privateKey: rsa(1024) })]),
  ...NO_USERS.map(username =>
    worth("InvalidUsername", `with the user ${JSON.stringify(username)}`, [
      secret("ssh", { privateKey: KEY, username }),
    ]),
  ),
  worth("Usable", "with key and user", [secret("ssh", { privateKey: KEY, username: "ubuntu" })]),
  worth("Usable", "with a key", [secret("ssh", { privateKey: KEY })], { adminUsername: "ubuntu" }),
  worth(
    "SecretNotFound",
    "of a repository that is not there",
    [secret("ssh", { privateKey: KEY })],
    FROM_A_SECRET,
  ),
  ...[{}, { key: "" }, { key: "mQINBF" }, { key: ` ${PGP}` }].map(entries =>
    worth(
      "InvalidCredentials",
      `of a repository with ${JSON.stringify(entries)}`,
      [secret("ssh", { privateKey: KEY }), secret("mirror", entries)],
      FROM_A_SECRET,
    ),
  ),
  worth(
    "Usable",
    "of a repository with a key",
    [secret("ssh", { privateKey: KEY }), secret("mirror", { key: PGP })],
    FROM_A_SECRET,
  ),
];
