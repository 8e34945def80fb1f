import { HOSTILE, NO_TEXT } from "./hostile";
import { NAMES, NO_NAMES } from "./names";
import { ADMITTED, each, type Manifest, profile, refused, type Row } from "./row";

const FINGERPRINT = "DE15B14486CD377B9E876E1A234654DA9A296436";
const ARMORED =
  "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBF\n-----END PGP PUBLIC KEY BLOCK-----\n";

/** A profile with one repository, which has these fields. */
function repository(fields: Readonly<Record<string, unknown>>): Manifest {
  return profile({
    repositories: [{ url: "https://mirror/deb/", fingerprint: FINGERPRINT, ...fields }],
  });
}

/** The same cases, by their place in the list. */
function within(rows: readonly Row[]): readonly Row[] {
  return rows.map(row => ({
    ...row,
    name: `repositories[0].${row.name}`,
    ...(row.field === undefined
      ? {}
      : { field: row.field.replace("spec.", "spec.repositories[0].") }),
  }));
}

const NO_URLS = [
  "",
  "/",
  "mirror/deb/",
  "//mirror/deb/",
  "https://mirror",
  "https://mirror/deb",
  "https:///deb/",
  "https:/mirror/",
  "HTTPS://mirror/",
  "ftp://mirror/",
  "file:///deb/",
  "mirror+file:///deb/",
  "cdrom:/deb/",
  "https://user@mirror/",
  "https://user:password@mirror/",
  "https://mirror/?x=/",
  "https://mirror/#/",
  "https://mirror//",
  "https://mirror//deb/",
  "https://mirror/a b/",
  "https://mirror/%0a/",
  "https://mirror/%2e%2e/",
  "https://mirror/\\/",
  "https://mirror/\n/",
  "https://mirror/\nSuites: /",
  "https://mirror/$(id)/",
  "https://mirror/`id`/",
  "https://mirror/;id/",
  "https://mirror/{patch}/",
  "https://mirror/{minor/",
  "https://mirror:/deb/",
  "https://mirror:0/",
  "https://mirror:00080/",
  "https://mirror:65536/",
  "https://mirror:99999/",
  "https://mirror:port/",
  "https://mirror:-1/",
  "https://-mirror/",
  "https://mirror-/",
  "https://.mirror/",
  "https://mirror./",
  "https://mir..ror/",
  "https://mirrör/",
  "https://mirror_1/",
  "https://[::1]/",
  " https://mirror/",
  "https://mirror/ ",
  "https://mirror/\n",
  "deb https://mirror/",
  "[trusted=yes] https://mirror/",
  "https://mirror/ [trusted=yes] /",
];

const NO_FINGERPRINTS = [
  "",
  "ABCD",
  FINGERPRINT.toLowerCase(),
  FINGERPRINT.slice(1),
  `${FINGERPRINT}0`,
  `0x${FINGERPRINT}`,
  FINGERPRINT.replace(/(.{4})(?=.)/g, "$1 "),
  FINGERPRINT.replace(/(.{2})(?=.)/g, "$1:").slice(0, 64),
  `${FINGERPRINT}\n`,
  ` ${FINGERPRINT}`,
  FINGERPRINT.replace("D", "G"),
  "A".repeat(64),
];

const NO_KEYS = [
  "",
  "mQINBF",
  ` ${ARMORED}`,
  `\n${ARMORED}`,
  "-----BEGIN PGP PRIVATE KEY BLOCK-----",
  "-----BEGIN PGP MESSAGE-----",
  "-----BEGIN PUBLIC KEY-----",
  "-----begin pgp public key block-----",
  ...HOSTILE,
];

/** Cases about the package repositories of profiles. */
export const PROFILE_REPOSITORIES: readonly Row[] = [
  ...within([
    ...each(
      repository,
      "url",
      [
        "https://mirror/",
        "http://mirror:1/",
        "http://mirror:65535/deb/",
        "https://mirror.example.com:8443/deb/",
        "http://10.0.0.1/v{minor}/deb/",
        "https://pkgs.k8s.io/core:/stable:/v{minor}/deb/",
        "https://mirror/{minor}/{minor}/",
        "http://a-b.c/a~b/c+d/e_f/",
        "https://Mirror.Example.Com/Deb/",
      ],
      ADMITTED,
    ),
    ...each(
      repository,
      "url",
      [...NO_URLS, ...HOSTILE],
      refused("is not a repository address; write http(s)://host[:port]/path/ with a slash at the"),
    ),
    ...each(repository, "url", NO_TEXT, refused("must be of type string")),
    ...each(repository, "url", [undefined, null, `https://m/${"a".repeat(512)}/`], refused()),
    ...each(repository, "fingerprint", [FINGERPRINT, "0".repeat(40)], ADMITTED),
    ...each(
      repository,
      "fingerprint",
      [...NO_FINGERPRINTS, ...HOSTILE],
      refused("is not a key fingerprint; write its 40 upper-case hexadecimal digits without"),
    ),
    ...each(repository, "fingerprint", [...NO_TEXT, "A".repeat(65)], refused()),
    ...each(repository, "key", [ARMORED, undefined, null], ADMITTED),
    ...each(
      repository,
      "key",
      NO_KEYS,
      refused("is not an armored OpenPGP public key; it begins with -----BEGIN PGP PUBLIC KEY"),
    ),
    ...each(repository, "key", [...NO_TEXT, ARMORED.padEnd(65_537)], refused()),
    ...each(repository, "keySecretRef", [...NAMES, undefined, null], ADMITTED),
    ...each(
      repository,
      "keySecretRef",
      [...NO_NAMES, ...HOSTILE],
      refused("is not the name of a Secret; use lower-case letters, digits, dots and dashes"),
    ),
    ...each(repository, "keySecretRef", [...NO_TEXT, "a".repeat(254)], refused()),
  ]),
  {
    name: "a repository that no key signs",
    manifest: profile({ repositories: [{ url: "https://mirror/" }] }),
    ...refused("needs a signing key: give key (armored), keySecretRef, or the fingerprint of the"),
    field: "spec.repositories[0]",
  },
  {
    name: "a repository with a key in two places",
    manifest: repository({ key: ARMORED, keySecretRef: "k" }),
    ...refused("has both key and keySecretRef; give one"),
    field: "spec.repositories[0]",
  },
  {
    name: "a repository with a field of apt's",
    manifest: repository({ trusted: true }),
    ...refused("trusted"),
    field: "spec.repositories[0]",
  },
  ...each(
    profile,
    "repositories",
    [
      [],
      {},
      "https://mirror/",
      [null],
      ["https://mirror/"],
      [
        { url: "https://m/", fingerprint: FINGERPRINT },
        { url: "https://m/", keySecretRef: "k" },
      ],
      repositories(9),
    ],
    refused(),
  ),
  ...each(profile, "repositories", [undefined, null, repositories(8)], ADMITTED),
];

function repositories(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    url: `https://mirror-${index}/`,
    fingerprint: FINGERPRINT,
  }));
}
