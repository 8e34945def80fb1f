import fc from "fast-check";
import { isHostKeyPin, isPinned, pinnedTypes } from "../../../../lib/domain/net/host-key";
import { aHostKey } from "../../../fakes/samples";

const KEY = aHostKey();
const OTHER = aHostKey("other");
const BLOB = KEY.publicKey.split(" ")[1]!;
const TYPES = [
  "ssh-ed25519",
  "ssh-rsa",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
];

describe("isHostKeyPin", () => {
  it.each([
    KEY.publicKey,
    `${KEY.publicKey} root@w1`,
    `${KEY.publicKey} `,
    `${KEY.publicKey} a comment of several words`,
    KEY.fingerprint,
    `${KEY.fingerprint}=`,
  ])("accepts %j", text => {
    expect(isHostKeyPin(text)).toBe(true);
  });

  it.each(TYPES)("accepts a key of type %s", type => {
    expect(isHostKeyPin(`${type} ${BLOB}`)).toBe(true);
  });

  it.each([
    "",
    "ssh-ed25519",
    "ssh-ed25519 ",
    BLOB,
    `ssh-dss ${BLOB}`,
    `ssh-ed25519-cert-v01@openssh.com ${BLOB}`,
    `ecdsa-sha2-nistp224 ${BLOB}`,
    `SSH-ED25519 ${BLOB}`,
    ` ${KEY.publicKey}`,
    `\t${KEY.publicKey}`,
    `ssh-ed25519  ${BLOB}`,
    `ssh-ed25519\t${BLOB}`,
    `${KEY.publicKey}\n`,
    `${KEY.publicKey}\n${OTHER.publicKey}`,
    `${KEY.publicKey} comment\nProxyCommand x`,
    `${KEY.publicKey}\u0000`,
    `w1 ${KEY.publicKey}`,
    `from="10.0.0.0/8" ${KEY.publicKey}`,
    `ssh-ed25519 ${BLOB}====`,
    `ssh-ed25519 ${BLOB.replaceAll("A", "-")}`,
    "ssh-ed25519 AAAA",
    "SHA256:",
    KEY.fingerprint.slice(0, -1),
    `${KEY.fingerprint}A`,
    `${KEY.fingerprint}==`,
    KEY.fingerprint.replace("SHA256:", "sha256:"),
    KEY.fingerprint.replace("SHA256:", "SHA1:"),
    KEY.fingerprint.slice("SHA256:".length),
    ` ${KEY.fingerprint}`,
    `${KEY.fingerprint}\n`,
    "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
    "-----BEGIN OPENSSH PRIVATE KEY-----",
  ])("refuses %j", text => {
    expect(isHostKeyPin(text)).toBe(false);
  });

  it("takes no word for a blob that is shorter than any key", () => {
    expect(isHostKeyPin(`ssh-ed25519 ${"A".repeat(20)}`)).toBe(true);
    expect(isHostKeyPin(`ssh-ed25519 ${"A".repeat(19)}`)).toBe(false);
  });

  it("accepts any blob under any type, with or without a comment", () => {
    const blob = fc.uint8Array({ minLength: 16, maxLength: 300 });
    const comment = fc.option(fc.stringMatching(/^[ -~]{0,40}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), blob, comment, (type, bytes, words) => {
        const key = `${type} ${Buffer.from(bytes).toString("base64")}`;
        expect(isHostKeyPin(words === undefined ? key : `${key} ${words}`)).toBe(true);
      }),
    );
  });

  it("accepts the digest of anything, and no digest of another length", () => {
    const bytes = fc.uint8Array({ minLength: 20, maxLength: 64 });
    fc.assert(
      fc.property(bytes, digest => {
        const pin = `SHA256:${Buffer.from(digest).toString("base64")}`;
        expect(isHostKeyPin(pin)).toBe(digest.length === 32);
      }),
    );
  });
});

describe("isPinned", () => {
  it.each([
    { what: "the key itself", pin: KEY.publicKey },
    { what: "the key with a comment", pin: `${KEY.publicKey} root@w1` },
    { what: "its fingerprint", pin: KEY.fingerprint },
    { what: "its fingerprint with padding", pin: `${KEY.fingerprint}=` },
  ])("knows a key by $what", ({ pin }) => {
    expect(isPinned(KEY, [pin])).toBe(true);
    expect(isPinned(KEY, [OTHER.publicKey, OTHER.fingerprint, pin])).toBe(true);
  });

  it("does not count the comment of the key that was shown", () => {
    expect(isPinned({ ...KEY, publicKey: `${KEY.publicKey} w1` }, [KEY.publicKey])).toBe(true);
  });

  it.each([
    { what: "nothing", pins: [] },
    { what: "another key", pins: [OTHER.publicKey] },
    { what: "another fingerprint", pins: [OTHER.fingerprint] },
    { what: "the blob alone", pins: [BLOB] },
    { what: "the blob under another type", pins: [`ssh-rsa ${BLOB}`] },
    {
      what: "another key, with this one as its comment",
      pins: [`${OTHER.publicKey} ${KEY.publicKey}`],
    },
    { what: "the beginning of the key", pins: [KEY.publicKey.slice(0, -1)] },
    { what: "the fingerprint in lower case", pins: [KEY.fingerprint.toLowerCase()] },
    { what: "the empty text", pins: [""] },
  ])("does not know a key by $what", ({ pins }) => {
    expect(isPinned(KEY, pins)).toBe(false);
  });
});

describe("pinnedTypes", () => {
  it("lists the types of the keys", () => {
    const pins = [`ssh-rsa ${BLOB} old`, KEY.publicKey];
    expect(pinnedTypes(pins)).toEqual(["ssh-rsa", "ssh-ed25519"]);
  });

  it("says nothing when a fingerprint is among the pins, which does not tell its type", () => {
    expect(pinnedTypes([KEY.publicKey, OTHER.fingerprint])).toEqual([]);
  });

  it("says nothing of no pins", () => {
    expect(pinnedTypes([])).toEqual([]);
  });
});

describe("padding", () => {
  it("does not count in a public key either", () => {
    const blob = "A".repeat(138);
    const key = { publicKey: `ecdsa-sha2-nistp256 ${blob}==`, fingerprint: "SHA256:x" };
    expect(isPinned(key, [`ecdsa-sha2-nistp256 ${blob}`])).toBe(true);
  });
});
