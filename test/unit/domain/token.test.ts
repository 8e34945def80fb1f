import { createHash } from "node:crypto";
import fc from "fast-check";
import { tokenIdOf, tokenIdOfUser } from "../../../lib/domain/token";
import { OPERATION_UID } from "../../fakes/samples";

/** UUIDs that follow from their number. */
function uuid(number: number): string {
  const hex = createHash("sha256").update(String(number)).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

describe("tokenIdOf", () => {
  it("has the shape of a token's public half, whatever the UID", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uuid(), fc.string({ unit: "binary" })), uid => {
        expect(tokenIdOf(uid)).toMatch(/^[a-z0-9]{6}$/);
      }),
    );
  });

  // Published vectors of 64-bit FNV-1a: a controller of another version must find the same token.
  it.each([
    { text: "", hash: 0xcbf29ce484222325n },
    { text: "a", hash: 0xaf63dc4c8601ec8cn },
    { text: "c", hash: 0xaf63de4c8601eff2n },
    { text: "f", hash: 0xaf63db4c8601ead9n },
    { text: "fo", hash: 0x08985907b541d342n },
    { text: "foo", hash: 0xdcb27518fed9d577n },
    { text: "foob", hash: 0xdd120e790c2512afn },
    { text: "fooba", hash: 0xcac165afa2fef40an },
    { text: "foobar", hash: 0x85944171f73967e8n },
  ])("is the end of the FNV-1a hash of $text", ({ text, hash }) => {
    expect(tokenIdOf(text)).toBe(hash.toString(36).slice(-6));
  });

  it("is the same at any time", () => {
    expect(tokenIdOf(OPERATION_UID)).toBe(tokenIdOf(OPERATION_UID));
  });

  it("differs between operations", () => {
    const ids = Array.from({ length: 10_000 }, (_, number) => tokenIdOf(uuid(number)));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("uses every letter in every place", () => {
    const ids = Array.from({ length: 2000 }, (_, number) => tokenIdOf(uuid(number)));
    for (let place = 0; place < 6; place++) {
      expect(new Set(ids.map(id => id[place])).size).toBe(36);
    }
  });

  it("tells UIDs apart that differ in one digit", () => {
    const ids = Array.from("0123456789abcdef", digit =>
      tokenIdOf(OPERATION_UID.slice(0, -1) + digit),
    );
    expect(new Set(ids).size).toBe(16);
  });
});

describe("tokenIdOfUser", () => {
  it("finds the public half in the user of a bootstrap token", () => {
    expect(tokenIdOfUser("system:bootstrap:abc123")).toBe("abc123");
  });

  it.each([
    "",
    "abc123",
    "system:bootstrap",
    "system:bootstrapper:abc123",
    "system:node:w1",
    "system:serviceaccount:kube-system:system:bootstrap:abc123",
    "System:Bootstrap:abc123",
  ])("finds none in %j", username => {
    expect(tokenIdOfUser(username)).toBeUndefined();
  });
});
