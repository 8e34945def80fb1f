import type { Disposition, Failure, StargateError } from "../../../lib/domain/errors";
import * as errors from "../../../lib/domain/errors";
import { aHostKey, anObject } from "../../fakes/samples";

type Class = new (message: string, failure: Failure) => StargateError;

const CLASSES: readonly { name: string; make: Class; disposition: Disposition }[] = [
  { name: "InvalidSpec", make: errors.InvalidSpec, disposition: "terminal" },
  { name: "DependencyMissing", make: errors.DependencyMissing, disposition: "wait" },
  { name: "HostUnreachable", make: errors.HostUnreachable, disposition: "retry" },
  { name: "HostKeyMismatch", make: errors.HostKeyMismatch, disposition: "terminal" },
  { name: "AccessDenied", make: errors.AccessDenied, disposition: "terminal" },
  { name: "ApiUnavailable", make: errors.ApiUnavailable, disposition: "retry" },
  { name: "Conflict", make: errors.Conflict, disposition: "retry" },
  { name: "StepFailed", make: errors.StepFailed, disposition: "terminal" },
];

const FAILURE = { reason: "InvalidSpec", object: anObject("Server dc1/w1") } as const;

describe.each(CLASSES)("$name", ({ name, make: Made, disposition }) => {
  it("is an Error under its own name", () => {
    const error = new Made("it broke", FAILURE);
    expect(error).toBeInstanceOf(errors.StargateError);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(`${name}: it broke`);
  });

  it(`tells its caller to ${disposition}`, () => {
    expect(new Made("it broke", FAILURE).disposition).toBe(disposition);
  });

  it("carries reason, remedy and cause", () => {
    const cause = new Error("below");
    const error = new Made("it broke", { ...FAILURE, remedy: "mend it", cause });
    expect(error).toMatchObject({ reason: "InvalidSpec", remedy: "mend it" });
    expect(error.cause).toBe(cause);
    expect(error.report).toBe("it broke; mend it");
  });

  it("reports the message alone when there is no remedy, and has no cause of its own", () => {
    const error = new Made("it broke", FAILURE);
    expect(error.report).toBe("it broke");
    expect(error.remedy).toBeUndefined();
    expect("cause" in error).toBe(false);
  });
});

describe("DependencyMissing", () => {
  it("says what must appear", () => {
    expect(new errors.DependencyMissing("none", FAILURE).object).toEqual(anObject("Server dc1/w1"));
  });
});

describe("ServerBusy", () => {
  it("waits for the run that is at work", () => {
    const busy = new errors.ServerBusy("busy", { runId: "u1" });
    expect(busy).toBeInstanceOf(errors.DependencyMissing);
    expect(busy).toMatchObject({
      disposition: "wait",
      reason: "ServerLocked",
      runId: "u1",
    });
  });
});

describe("FenceStale", () => {
  it("says which fence is to be exceeded, and is tried again", () => {
    expect(new errors.FenceStale("stale", { highest: 9 })).toMatchObject({
      disposition: "retry",
      reason: "FenceStale",
      highest: 9,
    });
  });
});

describe("AccessDenied", () => {
  it("keeps the key that the host showed", () => {
    const hostKey = aHostKey();
    expect(new errors.AccessDenied("no", { reason: "AuthFailed", hostKey }).hostKey).toBe(hostKey);
    expect(new errors.AccessDenied("no", { reason: "AuthFailed" }).hostKey).toBeUndefined();
  });
});

describe("HostKeyMismatch", () => {
  it("keeps which host it was, and the key that it showed", () => {
    const failure = { reason: "HostKeyMismatch", role: "router", hostKey: aHostKey() } as const;
    expect(new errors.HostKeyMismatch("no", failure)).toMatchObject(failure);
  });
});

describe("ApiUnavailable", () => {
  it("keeps the wait that the server asked for", () => {
    const failure = { reason: "ApiUnavailable", retryAfterMs: 3000 } as const;
    expect(new errors.ApiUnavailable("busy", failure).retryAfterMs).toBe(3000);
    expect(
      new errors.ApiUnavailable("busy", { reason: "ApiUnavailable" }).retryAfterMs,
    ).toBeUndefined();
  });
});

describe("InvariantViolated", () => {
  it("is a defect to report", () => {
    const error = new errors.InvariantViolated("two truths");
    expect(error).toMatchObject({
      name: "InvariantViolated",
      disposition: "terminal",
      reason: "InternalError",
      report: "two truths; please report it",
    });
  });
});

describe("StartFailed", () => {
  it("says what stood in the way", () => {
    const cause = new errors.StepFailed("no room", { reason: "DiskFull", remedy: "make some" });
    const error = new errors.StartFailed(cause);
    expect(error).toMatchObject({ name: "StartFailed", disposition: "terminal", cause });
    expect(error).toMatchObject({ reason: "DiskFull", report: "no room; make some" });
  });
});

describe("isTerminal", () => {
  it.each([
    [new errors.AccessDenied("no", { reason: "AuthFailed" }), true],
    [new errors.AccessDenied("no", { reason: "ApiForbidden" }), false],
    [new errors.Conflict("no", { reason: "ApiUnavailable" }), false],
    [new Error("no"), false],
  ])("is told of %p: %p", (error, expected) => {
    expect(errors.isTerminal(error)).toBe(expected);
  });
});

describe("unreachable", () => {
  it("throws with the value that the types exclude", () => {
    const impossible = () => errors.unreachable({ kind: "Other" } as never);
    expect(impossible).toThrow(errors.InvariantViolated);
    expect(impossible).toThrow('unexpected {"kind":"Other"}');
  });
});
