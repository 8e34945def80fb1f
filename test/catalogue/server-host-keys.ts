import { aHostKey } from "../fakes/samples";
import { HOSTILE, NO_TEXT } from "./hostile";
import { ADMITTED, each, refused, type Row, server } from "./row";

const KEY = aHostKey();
const RSA = `ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB${"A".repeat(340)}`;
const NOT_A_HOST_KEY = refused("is not a host key; paste a line of");

/** What is no host key, and is taken for one most easily. */
export const NO_HOST_KEYS: readonly string[] = [
  "",
  "abc",
  "ssh-ed25519",
  "ssh-ed25519 ",
  "ssh-ed25519 AAAA",
  KEY.publicKey.slice("ssh-ed25519 ".length),
  ` ${KEY.publicKey}`,
  `${KEY.publicKey}\n`,
  `${KEY.publicKey} a\nssh-ed25519 AAAA`,
  `${KEY.publicKey} tab\there`,
  KEY.publicKey.replace(" ", "  "),
  KEY.publicKey.replace("ssh-ed25519", "ssh-dss"),
  KEY.publicKey.replace("ssh-ed25519", "SSH-ED25519"),
  `w1 ${KEY.publicKey}`,
  `restrict ${KEY.publicKey}`,
  KEY.fingerprint.replace("SHA256:", ""),
  KEY.fingerprint.replace("SHA256:", "sha256:"),
  KEY.fingerprint.replace("SHA256:", "MD5:"),
  KEY.fingerprint.slice(0, -1),
  `${KEY.fingerprint}A`,
  `${KEY.fingerprint}==`,
  `256 ${KEY.fingerprint} w1 (ED25519)`,
  "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  "a".repeat(1024),
];

/** Cases about pinned host keys of Servers. */
export const SERVER_HOST_KEYS: readonly Row[] = [
  ...each(
    server,
    "hostKeys",
    [
      [KEY.publicKey],
      [`${KEY.publicKey} root@w1`],
      [`${KEY.publicKey} ключ (2026) "w1"`],
      [KEY.fingerprint],
      [`${KEY.fingerprint}=`],
      [KEY.publicKey, KEY.fingerprint, RSA],
      undefined,
      null,
    ],
    ADMITTED,
  ),
  ...[...NO_HOST_KEYS, ...HOSTILE].flatMap(key =>
    each(server, "hostKeys", [[key]], NOT_A_HOST_KEY),
  ),
  ...each(server, "hostKeys", [[KEY.fingerprint, "x"]], NOT_A_HOST_KEY),
  ...each(
    server,
    "hostKeys",
    NO_TEXT.map(key => [key]),
    refused(),
  ),
  ...each(
    server,
    "hostKeys",
    [
      [],
      KEY.publicKey,
      {},
      1,
      [KEY.publicKey, KEY.publicKey],
      Array.from({ length: 9 }, (_, index) => aHostKey(String(index)).publicKey),
      Array.from({ length: 10_000 }, () => "x"),
      [`${KEY.publicKey} ${"a".repeat(1024)}`],
      [null],
    ],
    refused(),
  ),
];
