import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { verifyPrivateKey } from "../../../../lib/adapters/ssh/private-key";
import { InvalidSpec } from "../../../../lib/domain/errors";
import { Secret } from "../../../../lib/domain/secret";
import { aHostKey } from "../../../fakes/samples";

const PUBLIC = { type: "spki", format: "pem" } as const;

function rsa(bits: number, type: "pkcs1" | "pkcs8" = "pkcs1"): string {
  return generateKeyPairSync("rsa", {
    modulusLength: bits,
    publicKeyEncoding: PUBLIC,
    privateKeyEncoding: { type, format: "pem" },
  }).privateKey;
}

/** What is said of the text; undefined of a key that may be used. */
function verdictOn(text: string): string | undefined {
  try {
    verifyPrivateKey(new Secret(text));
    return undefined;
  } catch (error: unknown) {
    expect(error).toBeInstanceOf(InvalidSpec);
    return `${(error as InvalidSpec).reason}: ${(error as InvalidSpec).report}`;
  }
}

describe("verifyPrivateKey", () => {
  const good = rsa(2048);

  it("takes an RSA key of 2048 bits, and no shorter one", () => {
    expect(verdictOn(good)).toBeUndefined();
    expect(verdictOn(rsa(1024))).toContain("WeakKey: privateKey is an RSA key of 1024 bits; make");
  });

  it("says what a text is instead", () => {
    const encrypted = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: PUBLIC,
      privateKeyEncoding: { type: "pkcs1", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
    }).privateKey;
    expect(verdictOn("not a key")).toContain(
      "InvalidCredentials: privateKey is not an SSH private",
    );
    expect(verdictOn(encrypted)).toContain("privateKey has a passphrase; put");
    expect(verdictOn(rsa(2048, "pkcs8"))).toContain("is in PKCS #8 form; put");
    expect(verdictOn(rsa(2048, "pkcs8"))).toContain("ssh-keygen -p -N '' -f FILE");
  });

  it.each([
    ["a line of a .pub file", aHostKey().publicKey],
    ["a line of authorized_keys", `from="10.0.0.1",no-pty ${aHostKey().publicKey} me@here`],
    ["two of them", `${aHostKey().publicKey}\n${aHostKey("other").publicKey}\n`],
    ["one that was cut off", aHostKey().publicKey.slice(0, 40)],
    ["one of a security key", "sk-ssh-ed25519@openssh.com AAAAGnNr me@here"],
    ["RFC 4716", "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----"],
    ["PKCS #1", "-----BEGIN RSA PUBLIC KEY-----\nMIIB\n-----END RSA PUBLIC KEY-----"],
    ["PKCS #8", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"],
  ])("says of a public key what it is, and what to put there instead: %s", (_, text) => {
    expect(verdictOn(text)).toBe(
      "InvalidCredentials: privateKey is a public key; put the private key that belongs to it " +
        "into the Secret's privateKey: the file without .pub, which begins with -----BEGIN",
    );
  });

  it("has a word of its own for every key that was cut off, wherever that was", () => {
    const lines = good.trimEnd().split("\n");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: lines.length - 2 }), missing => {
        const rest = [...lines.slice(0, -1 - missing), lines.at(-1)].join("\n");
        expect(verdictOn(rest)).toContain("InvalidCredentials: privateKey is ");
      }),
    );
  });
});
