import {
  CONNECT_TIMEOUT_SECONDS,
  RUN_GRACE_SECONDS,
  RUN_TIMEOUT_SECONDS,
} from "../../../../lib/defaults";
import { decide } from "../../../../lib/domain/operation/decide";
import type { Snapshot } from "../../../../lib/domain/operation/snapshot";
import { aCondition, anOperation, aProfile, NOW, NOW_MS } from "../../../fakes/samples";
import { late, snapshot } from "./snapshots";

/** Seconds that an operation has whose run was handed over. */
const WHOLE_SECONDS = CONNECT_TIMEOUT_SECONDS + RUN_TIMEOUT_SECONDS + RUN_GRACE_SECONDS;

describe("decide, on time", () => {
  it("gives up reaching the host exactly at the deadline", () => {
    const operation = anOperation({ status: { startTime: NOW } });
    const endMs = NOW_MS + CONNECT_TIMEOUT_SECONDS * 1000;
    expect(decide(snapshot({ operation, nowMs: endMs - 1 })).kind).toBe("Run");
    expect(decide(snapshot({ operation, nowMs: endMs }))).toEqual({
      kind: "Fail",
      reason: "RunTimedOut",
      message: `not done within ${CONNECT_TIMEOUT_SECONDS} s; last: nothing was tried`,
    });
  });

  it("looks how a run has ended exactly at its deadline, for nobody may have seen it", () => {
    const operation = anOperation({ status: { startTime: NOW, dcJobID: "j" } });
    const endMs = NOW_MS + WHOLE_SECONDS * 1000;
    const before = decide(snapshot({ operation, nowMs: endMs - 1 }));
    expect(before).toMatchObject({ kind: "Run", isLate: false });
    const after = decide(snapshot({ operation, nowMs: endMs }));
    expect(after).toMatchObject({ kind: "Run", isLate: true });
  });

  it.each<{ what: string; missing: Partial<Snapshot> }>([
    { what: "there is no way to its server", missing: { profile: undefined } },
    { what: "its server cannot be trusted", missing: { acceptsUnknownKeys: false } },
  ])("gives up a run at its deadline when $what", ({ missing }) => {
    expect(decide(snapshot({ ...late({ dcJobID: "j" }), ...missing }))).toEqual({
      kind: "Fail",
      reason: "RunTimedOut",
      message: `not done within ${WHOLE_SECONDS} s; last: nothing was tried`,
    });
  });

  it("keeps to the profile's own limits", () => {
    const profile = aProfile({ spec: { timeouts: { connectSeconds: 10, runSeconds: 60 } } });
    const before = { ...late(), profile, nowMs: NOW_MS + 9999 };
    expect(decide(snapshot(before)).kind).toBe("Run");
    expect(decide(snapshot({ ...before, nowMs: NOW_MS + 10_000 })).kind).toBe("Fail");
  });

  it("does not count the time before work began", () => {
    const operation = anOperation({ metadata: { creationTimestamp: new Date(0) } });
    expect(decide(snapshot({ operation, nowMs: NOW_MS + 1e12 })).kind).toBe("Run");
  });

  it("tells why the host was not reached", () => {
    const conditions = [
      aCondition("Complete", "False", { reason: "JumpUnreachable", message: "no route" }),
    ];
    expect(decide(snapshot(late({ conditions })))).toEqual({
      kind: "Fail",
      reason: "JumpUnreachable",
      message: `not done within ${CONNECT_TIMEOUT_SECONDS} s; last: no route`,
    });
  });

  it.each(["InProgress", "StepsRunning"])("does not blame the work itself: %s", reason => {
    const conditions = [aCondition("Complete", "False", { reason, message: "answers" })];
    expect(decide(snapshot(late({ conditions })))).toMatchObject({
      reason: "RunTimedOut",
      message: expect.stringMatching(/; last: answers$/) as string,
    });
  });
});
