import { MESSAGE_LIMIT_CHARACTERS } from "../../../../lib/defaults";
import { AccessDenied, HostKeyMismatch, HostUnreachable } from "../../../../lib/domain/errors";
import { failedContact, goodContact, yieldingTo } from "../../../../lib/domain/router/status";
import { aCondition, aHostKey, aRouter, frozen, laterBy, NOW } from "../../../fakes/samples";

const KEY = aHostKey();
const OTHER = aHostKey("other");
const UNREACHABLE = new HostUnreachable("no answer in 30 s", {
  reason: "HostUnreachable",
  remedy: "check the tailnet",
});

/** Type, status and reason of each condition, in order. */
function shape(conditions: readonly { type: string; status: string; reason: string }[] = []) {
  return conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
}

describe("goodContact", () => {
  it("is Ready, and records the key of the first contact", () => {
    const status = goodContact(aRouter(), KEY, NOW);
    expect(status.hostKeys).toEqual([KEY.publicKey]);
    expect(status.observedGeneration).toBe(5);
    expect(shape(status.conditions)).toEqual([
      "HostKeyTrusted=True Recorded",
      "Reachable=True Connected",
      "Ready=True Connected",
    ]);
    expect(status.conditions?.map(({ message }) => message)).toEqual([
      KEY.fingerprint,
      "answers over SSH",
      "answers over SSH",
    ]);
  });

  it("records nothing where the spec pins the key", () => {
    const status = goodContact(aRouter({ spec: { hostKeys: [KEY.fingerprint] } }), KEY, NOW);
    expect(status).not.toHaveProperty("hostKeys");
    expect(status.conditions).toContainEqual(
      expect.objectContaining({
        type: "HostKeyTrusted",
        reason: "Pinned",
        message: KEY.fingerprint,
      }),
    );
  });

  it("keeps the record and forgets the last error", () => {
    const status = goodContact(
      aRouter({ status: { hostKeys: [KEY.publicKey], lastError: "no answer" } }),
      KEY,
      NOW,
    );
    expect(status.hostKeys).toEqual([KEY.publicKey]);
    expect(status).not.toHaveProperty("lastError");
  });

  it("refuses a key that is not the recorded one: first contacts can race", () => {
    const router = aRouter({ status: { hostKeys: [OTHER.publicKey] } });
    expect(() => goodContact(router, KEY, NOW)).toThrow(HostKeyMismatch);
  });

  it("says the same the second time", () => {
    const first = goodContact(frozen(aRouter()), KEY, NOW);
    expect(goodContact(aRouter({ status: frozen(first) }), KEY, laterBy(300))).toEqual(first);
  });

  it("stamps generation 0 on an object that has none", () => {
    const router = aRouter();
    delete router.metadata;
    expect(goodContact(router, KEY, NOW).observedGeneration).toBe(0);
  });
});

describe("failedContact", () => {
  it("is neither Ready nor Reachable, says why, and does not judge the key", () => {
    const status = failedContact(aRouter(), { error: UNREACHABLE, hostKey: undefined }, NOW);
    expect(status.lastError).toBe("no answer in 30 s; check the tailnet");
    expect(status).not.toHaveProperty("hostKeys");
    expect(shape(status.conditions)).toEqual([
      "HostKeyTrusted=Unknown NotStarted",
      "Reachable=False HostUnreachable",
      "Ready=False HostUnreachable",
    ]);
  });

  it("keeps the trust that earlier contacts established", () => {
    const trusted = aCondition("HostKeyTrusted", "True", { reason: "Recorded" });
    const router = aRouter({ status: { hostKeys: [KEY.publicKey], conditions: [trusted] } });
    const status = failedContact(router, { error: UNREACHABLE, hostKey: undefined }, NOW);
    expect(status.conditions).toContainEqual(trusted);
    expect(status.hostKeys).toEqual([KEY.publicKey]);
  });

  it.each(["HostKeyMismatch", "HostKeyNotPinned"] as const)("mistrusts the key on %s", reason => {
    const error = new HostKeyMismatch("another key", { reason, role: "router" });
    const status = failedContact(aRouter(), { error, hostKey: undefined }, NOW);
    expect(shape(status.conditions)).toContain(`HostKeyTrusted=False ${reason}`);
  });

  it("records a key that was shown before the login was refused", () => {
    const error = new AccessDenied("login refused", { reason: "AuthFailed", hostKey: KEY });
    const status = failedContact(aRouter(), { error, hostKey: KEY }, NOW);
    expect(status.hostKeys).toEqual([KEY.publicKey]);
    expect(shape(status.conditions)).toContain("Reachable=False AuthFailed");
  });

  it("does not record a key that is on record, or pinned, already", () => {
    const error = new AccessDenied("login refused", { reason: "AuthFailed", hostKey: KEY });
    const recorded = aRouter({ status: { hostKeys: [`${KEY.publicKey} mine`] } });
    expect(failedContact(recorded, { error, hostKey: KEY }, NOW).hostKeys).toEqual([
      `${KEY.publicKey} mine`,
    ]);
    const pinned = aRouter({ spec: { hostKeys: [KEY.publicKey] } });
    expect(failedContact(pinned, { error, hostKey: KEY }, NOW)).not.toHaveProperty("hostKeys");
  });

  it("refuses to record a second key", () => {
    const error = new AccessDenied("login refused", { reason: "AuthFailed", hostKey: KEY });
    const router = aRouter({ status: { hostKeys: [OTHER.publicKey] } });
    expect(() => failedContact(router, { error, hostKey: KEY }, NOW)).toThrow(HostKeyMismatch);
  });

  it("clips what is too long to say", () => {
    const error = new HostUnreachable("x".repeat(5000), { reason: "HostUnreachable" });
    const status = failedContact(aRouter(), { error, hostKey: undefined }, NOW);
    expect(status.lastError).toHaveLength(MESSAGE_LIMIT_CHARACTERS);
  });
});

describe("yieldingTo", () => {
  it("names the Router that was declared first, and keeps what contacts recorded", () => {
    const first = aRouter({ metadata: { namespace: "dc0", name: "first" } });
    const status = yieldingTo(aRouter({ status: { hostKeys: ["k"] } }), first, NOW);
    expect(shape(status.conditions)).toContain("Ready=False DuplicateAddress");
    expect(status.hostKeys).toEqual(["k"]);
    expect(status.conditions?.find(({ type }) => type === "Ready")?.message).toBe(
      "spec.tailscaleIP: 100.64.0.9 is that of Router dc0/first, which was declared first; delete this one, or correct its address",
    );
  });
});
