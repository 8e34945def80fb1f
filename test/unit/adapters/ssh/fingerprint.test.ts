import { fingerprintOf } from "../../../../lib/adapters/ssh/fingerprint";
import { aHostKey } from "../../../fakes/samples";

describe("the fingerprint of a public key", () => {
  it("is that of its blob, whatever stands behind it", () => {
    const { publicKey, fingerprint } = aHostKey();
    expect(fingerprintOf(publicKey)).toBe(fingerprint);
    expect(fingerprintOf(`${publicKey} root@w1`)).toBe(fingerprint);
  });
});
