import { armour } from "../../../../lib/domain/webhook-certificate/pem";
import { showable } from "../../../../lib/domain/webhook-certificate/showable";

const AUTHORITY = armour("CERTIFICATE", "AAAA");
const LIFE = { notBeforeMs: 0, notAfterMs: 100 };
const LEAF = { ...LIFE, hasNames: true, hasKey: true, issuer: AUTHORITY };
const FACTS = {
  leaf: LEAF,
  authorities: [{ ...LIFE, certificate: AUTHORITY }],
  hasAuthorityKey: true,
};
const CLIENTS = [{ bundle: AUTHORITY, path: "" }];

describe("showable", () => {
  it("is what is valid, and of an authority that every webhook trusts", () => {
    expect(showable(FACTS, CLIENTS, 50)).toEqual({ ...LIFE, issuer: AUTHORITY });
  });

  it("is nothing else", () => {
    expect(showable(FACTS, [...CLIENTS, { bundle: "", path: "" }], 50)).toBeUndefined();
    expect(showable(FACTS, CLIENTS, 100)).toBeUndefined();
    expect(showable({ ...FACTS, leaf: undefined }, CLIENTS, 50)).toBeUndefined();
    const orphan = { ...LEAF, issuer: undefined };
    expect(showable({ ...FACTS, leaf: orphan }, CLIENTS, 50)).toBeUndefined();
  });
});
