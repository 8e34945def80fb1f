import type { Operation } from "../../../lib/api/operation.generated";
import { HostKeyMismatch } from "../../../lib/domain/errors";
import { decidePin, pinsFor, pinsOf } from "../../../lib/domain/pin";
import { aHostKey, anOperation, aRouter, aServer } from "../../fakes/samples";

const KEY = aHostKey();
const OTHER = aHostKey("other");

describe("decidePin", () => {
  it("records the key of the first contact", () => {
    const want = { reason: "Recorded", isNew: true, replaces: [] };
    expect(decidePin(aServer(), KEY)).toEqual(want);
    expect(decidePin(aRouter({ status: { lastError: "x" } }), KEY)).toEqual(want);
    expect(decidePin(aServer({ status: { hostKeys: [] } }), KEY)).toEqual(want);
  });

  it("trusts the recorded key", () => {
    const server = aServer({ status: { hostKeys: [KEY.publicKey] } });
    expect(decidePin(server, KEY)).toEqual({ reason: "Recorded", isNew: false, replaces: [] });
  });

  it.each([KEY.publicKey, `${KEY.publicKey} root@w1`, KEY.fingerprint])(
    "trusts the key that the spec pins as %s",
    pin => {
      const server = aServer({ spec: { hostKeys: [OTHER.fingerprint, pin] } });
      expect(decidePin(server, KEY)).toEqual({ reason: "Pinned", isNew: false, replaces: [] });
    },
  );

  it("believes the spec and not the record", () => {
    const pinned = aServer({
      spec: { hostKeys: [KEY.publicKey] },
      status: { hostKeys: [OTHER.publicKey] },
    });
    expect(decidePin(pinned, KEY).reason).toBe("Pinned");
    const replaced = aServer({
      spec: { hostKeys: [OTHER.publicKey] },
      status: { hostKeys: [KEY.publicKey] },
    });
    expect(() => decidePin(replaced, KEY)).toThrow(HostKeyMismatch);
  });

  it.each([
    {
      host: aServer({ spec: { hostKeys: [OTHER.publicKey] } }),
      role: "server",
      which: "not the one pinned in spec.hostKeys",
      remedy: "correct spec.hostKeys of the Server",
    },
    {
      host: aServer({ status: { hostKeys: [OTHER.publicKey] } }),
      role: "server",
      which: "not the recorded one",
      remedy:
        "delete its Node and repeat with an Operation that has renewHostKey: true, or put its new key into spec.hostKeys of the Server",
    },
    {
      host: aRouter({ spec: { hostKeys: [OTHER.publicKey] } }),
      role: "router",
      which: "not the one pinned in spec.hostKeys",
      remedy: "correct spec.hostKeys of the Router",
    },
    {
      host: aRouter({ status: { hostKeys: [OTHER.publicKey] } }),
      role: "router",
      which: "not the recorded one",
      remedy: "put its new key into spec.hostKeys of the Router",
    },
  ])("refuses a key of a $role that is $which", ({ host, role, which, remedy }) => {
    expect(() => decidePin(host, KEY)).toThrow(HostKeyMismatch);
    expect(() => decidePin(host, KEY)).toThrow(
      expect.objectContaining({
        reason: "HostKeyMismatch",
        role,
        hostKey: KEY,
        report: `the host showed the host key ${KEY.fingerprint}, which is ${which}; if the host was reinstalled, ${remedy}; if not, somebody is in between`,
      }) as Error,
    );
  });
});

describe("pinsOf", () => {
  it("takes the pins of the spec before the record", () => {
    const server = aServer({
      spec: { hostKeys: [aHostKey().publicKey] },
      status: { hostKeys: [aHostKey("other").publicKey] },
    });
    expect(pinsOf(server)).toEqual([aHostKey().publicKey]);
  });

  it("takes the record where the spec has none", () => {
    expect(pinsOf(aRouter({ status: { hostKeys: [aHostKey("other").publicKey] } }))).toEqual([
      aHostKey("other").publicKey,
    ]);
  });

  it("is empty for a host that nobody contacted", () => {
    expect(pinsOf(aServer())).toEqual([]);
    expect(pinsOf(aServer({ status: {} }))).toEqual([]);
  });

  it("takes an empty list for none, so that it cannot switch pinning off", () => {
    const recorded = [aHostKey("recorded").publicKey];
    const server = aServer({ spec: { hostKeys: [] }, status: { hostKeys: recorded } });
    expect(pinsOf(server)).toEqual(recorded);
    expect(() => decidePin(server, aHostKey("attacker"))).toThrow(HostKeyMismatch);
  });
});

describe("an operation that may renew the host key", () => {
  const recorded = aServer({ status: { hostKeys: [OTHER.publicKey] } });
  const renewing = (renewedHostKey?: string): Operation =>
    anOperation({
      spec: { renewHostKey: true },
      ...(renewedHostKey === undefined ? {} : { status: { renewedHostKey } }),
    });

  it("takes another key than the recorded one, and says that it is a renewal", () => {
    const pin = { reason: "Recorded", isNew: true, replaces: [OTHER.publicKey] };
    expect(decidePin(recorded, KEY, { mayRenew: true })).toEqual(pin);
    expect(pinsFor(renewing(), recorded)).toEqual([]);
  });

  it("insists on the key that it found first", () => {
    expect(pinsFor(renewing(KEY.fingerprint), recorded)).toEqual([KEY.fingerprint]);
  });

  it("never replaces a key of the spec", () => {
    const pinned = aServer({ spec: { hostKeys: [OTHER.fingerprint] } });
    expect(pinsFor(renewing(), pinned)).toEqual([OTHER.fingerprint]);
    expect(() => decidePin(pinned, KEY, { mayRenew: true })).toThrow(HostKeyMismatch);
  });

  it("is asked for: any other operation insists on the record", () => {
    expect(pinsFor(anOperation(), recorded)).toEqual([OTHER.publicKey]);
  });
});
