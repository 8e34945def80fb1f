import { CLEARS_WHEN } from "../../../lib/api/waiting";
import { MESSAGE_LIMIT_CHARACTERS } from "../../../lib/defaults";
import {
  formatObject,
  isSameObject,
  referenceTo,
  waitingFor,
  waitOf,
  waitReasonOf,
  withoutText,
} from "../../../lib/domain/waiting";
import { anObject, aWait, laterBy, NOW } from "../../fakes/samples";

const SSH = anObject("Secret dc1/ssh");

describe("an object that is waited for", () => {
  it("has a namespace, unless its kind has none", () => {
    expect(referenceTo("Secret", { namespace: "dc1", name: "ssh" })).toEqual(SSH);
    expect(referenceTo("Node", { namespace: "", name: "w1" })).toEqual({
      kind: "Node",
      name: "w1",
    });
  });

  it.each(["Secret dc1/ssh", "Node w1"])("is told as %s", text => {
    expect(formatObject(anObject(text))).toBe(text);
  });

  it("is the same by kind, namespace and name", () => {
    expect(isSameObject(SSH, { ...SSH })).toBe(true);
    expect(isSameObject(undefined, undefined)).toBe(true);
    for (const other of ["ConfigMap dc1/ssh", "Secret dc2/ssh", "Secret dc1/other", "Secret ssh"]) {
      expect(isSameObject(SSH, anObject(other))).toBe(false);
    }
    expect(isSameObject(SSH, undefined)).toBe(false);
  });
});

describe("waitingFor", () => {
  const wait = { reason: "SecretNotFound", object: SSH, message: "no Secret" } as const;
  const before = { waitingFor: aWait("SecretNotFound", "Secret dc1/ssh", { since: laterBy(-60) }) };

  it("says why, for what, since when, what ends it, and in a sentence", () => {
    expect(waitingFor(undefined, wait, NOW)).toEqual({
      reason: "SecretNotFound",
      object: SSH,
      since: NOW,
      clearsWhen: "The Secret is created.",
      message: "no Secret",
    });
  });

  it("has begun when it began, whatever the message says meanwhile", () => {
    expect(waitingFor(before, wait, NOW).since).toBe(laterBy(-60));
  });

  it.each([
    { what: "another reason", now: { ...wait, reason: "SecretForbidden" } as const },
    { what: "another object", now: { ...wait, object: anObject("Secret dc1/other") } },
    { what: "no object", now: { ...wait, object: undefined } },
  ])("begins anew with $what", ({ now }) => {
    expect(waitingFor(before, now, NOW).since).toBe(NOW);
  });

  it("names no object where there is none", () => {
    expect(waitingFor({}, { ...wait, object: undefined }, NOW)).not.toHaveProperty("object");
  });

  it("begins anew where an earlier version stored a text", () => {
    const text = { waitingFor: "Secret/dc1/ssh" };
    expect(waitOf(text)).toBeUndefined();
    expect(waitingFor(text, wait, NOW).since).toBe(NOW);
  });

  it("is not written again as a text, by whoever has something else to say", () => {
    const text = { message: "m", waitingFor: "Secret/dc1/ssh" };
    expect(withoutText(text)).toEqual({ message: "m" });
    expect(withoutText(before)).toBe(before);
    expect(withoutText(undefined)).toBeUndefined();
  });

  it("fits, whatever a server says", () => {
    const { message } = waitingFor({}, { ...wait, message: "x".repeat(5000) }, NOW);
    expect(message.length).toBeLessThanOrEqual(MESSAGE_LIMIT_CHARACTERS);
  });
});

describe("waitReasonOf", () => {
  it.each(Object.keys(CLEARS_WHEN) as (keyof typeof CLEARS_WHEN)[])("is %s itself", reason => {
    expect(waitReasonOf(reason)).toBe(reason);
  });

  it("is a defect of ours for what nobody waits for: the set is closed", () => {
    expect(waitReasonOf("JoinFailed")).toBe("InternalError");
  });
});
