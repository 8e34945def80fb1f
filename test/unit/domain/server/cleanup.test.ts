import type { Operation } from "../../../../lib/api/operation.generated";
import {
  cleanupKey,
  cleanupOperation,
  decideCleanup,
  isAtWork,
  isCleanup,
  isLeaving,
  isOfEarlier,
  isOrphan,
  isUnheld,
} from "../../../../lib/domain/server/cleanup";
import { aWait, aCondition, anOperation, aServer } from "../../../fakes/samples";

const GONE = new Date("2026-01-01T00:00:00Z");
const HELD = { uid: "0123456789abcdef", finalizers: ["stargate.io/cleanup"] };

const LEAVING = aServer({ metadata: { ...HELD, deletionTimestamp: GONE } });

function reset(status: NonNullable<Operation["status"]> = {}): Operation {
  return anOperation({ metadata: { name: "reset-w1-01234567" }, status });
}

describe("isLeaving", () => {
  it("is so of a Server that was deleted and is held", () => {
    expect(isLeaving(LEAVING)).toBe(true);
    expect(isLeaving(aServer({ metadata: HELD }))).toBe(false);
    expect(isLeaving(aServer({ metadata: { deletionTimestamp: GONE } }))).toBe(false);
  });
});

describe("decideCleanup", () => {
  it("orders a reset", () => {
    expect(decideCleanup(LEAVING, undefined, [])).toEqual({ kind: "Order" });
  });

  it("lets a run be stopped first that was deleted, too", () => {
    const metadata = { deletionTimestamp: GONE };
    const stopping = anOperation({ metadata, status: { dcJobID: "unit" } });
    expect(decideCleanup(LEAVING, undefined, [stopping])).toMatchObject({
      kind: "Wait",
      wait: { reason: "CleaningUp", message: "Operation op1 is being stopped first" },
    });
    const over = { dcJobID: "unit", conditions: [aCondition("Failed", "True")] };
    const others = [
      anOperation({ metadata }),
      anOperation({ status: { dcJobID: "unit" } }),
      anOperation({ metadata, status: over }),
    ];
    expect(decideCleanup(LEAVING, undefined, others)).toEqual({ kind: "Order" });
  });

  it("waits for the reset, with its words", () => {
    expect(decideCleanup(LEAVING, reset({ message: "step leave" }), [])).toEqual({
      kind: "Wait",
      wait: {
        reason: "CleaningUp",
        message: "Operation reset-w1-01234567 resets the server: step leave",
        object: { kind: "Operation", namespace: "dc1", name: "reset-w1-01234567" },
      },
    });
    expect(decideCleanup(LEAVING, reset(), [])).toHaveProperty(
      "wait.message",
      "Operation reset-w1-01234567 resets the server: waiting for its turn",
    );
  });

  it("lets the Server go once that succeeded", () => {
    const succeeded = reset({ conditions: [aCondition("Complete", "True")] });
    expect(decideCleanup(LEAVING, succeeded, [])).toEqual({ kind: "LetGo" });
  });

  it.each(["NodeIdentityMismatch", "MemberOfAnotherCluster"] as const)(
    "lets one go that never was a node, where the host is another one's: %s",
    reason => {
      const failed = reset({ conditions: [aCondition("Failed", "True", { reason })] });
      expect(decideCleanup(LEAVING, failed, [])).toEqual({ kind: "LetGo" });
      const node = { ...LEAVING, status: { nodeName: "w1" } };
      expect(decideCleanup(node, failed, [])).toHaveProperty("wait.reason", "CleanupFailed");
    },
  );

  it("keeps it when that failed, and says what to do", () => {
    const conditions = [aCondition("Failed", "True")];
    const decision = decideCleanup(LEAVING, reset({ conditions, message: "no way" }), []);
    expect(decision).toMatchObject({ kind: "Wait", wait: { reason: "CleanupFailed" } });
    expect(decision).toHaveProperty(
      "wait.message",
      'Operation reset-w1-01234567 failed: no way; mend that and delete the Operation, which orders the reset again, or let the Server go without it: kubectl annotate server w1 -n dc1 stargate.io/skip-cleanup="<reason>"',
    );
  });

  it.each([
    [
      "HostUnreachable",
      "; if the host is gone for good: kubectl annotate server w1 -n dc1 stargate",
    ],
    ["JumpUnreachable", "; if the host is gone for good: "],
    ["DrainBlocked", ""],
  ] as const)(
    "names the way out of a reset that waits for %s, where there may be no other",
    (reason, want) => {
      const waitingFor = aWait(reason, undefined);
      const decision = decideCleanup(LEAVING, reset({ message: "so", waitingFor }), []);
      const told = expect.stringMatching(new RegExp(`resets the server: so${want}`)) as string;
      expect(decision).toHaveProperty("wait.message", told);
      expect(decision).toHaveProperty("wait.reason", "CleaningUp");
      expect(JSON.stringify(decision).includes("skip-cleanup")).toBe(want !== "");
    },
  );

  it("does not wait where somebody says so", () => {
    const annotations = { "stargate.io/skip-cleanup": "burnt down" };
    const server = aServer({ metadata: { ...HELD, deletionTimestamp: GONE, annotations } });
    expect(decideCleanup(server, reset(), [])).toEqual({
      kind: "Skip",
      why: 'its annotation says so: "burnt down"',
    });
  });
});

describe("isAtWork", () => {
  it("is so from the hand-over to the end of the run", () => {
    const dcJobID = "unit";
    expect(isAtWork(anOperation())).toBe(false);
    expect(isAtWork(anOperation({ status: { dcJobID } }))).toBe(true);
    for (const type of ["Complete", "Failed", "Bootstrapped"]) {
      const conditions = [aCondition(type, "True")];
      expect(isAtWork(anOperation({ status: { dcJobID, conditions } }))).toBe(false);
    }
  });
});

describe("isUnheld", () => {
  const status = { nodeName: "w1", appliedProvisioningProfile: "p" };

  it("is so of a node by a repave without the finalizer", () => {
    expect(isUnheld(aServer({ status }), [])).toBe(true);
  });

  it.each([
    ["none yet", aServer()],
    ["one by other means", aServer({ status: { nodeName: "w1" } })],
    ["one without a Node", aServer({ status: { appliedProvisioningProfile: "p" } })],
    ["held", aServer({ metadata: HELD, status })],
    ["going", aServer({ metadata: { deletionTimestamp: GONE }, status })],
  ])("is not so of one that is %s", (_, server) => {
    expect(isUnheld(server, [])).toBe(false);
  });

  it("is not so while anything is under way", () => {
    expect(isUnheld(aServer({ status }), [anOperation()])).toBe(false);
  });

  it("bears a Server without metadata", () => {
    const server = aServer({ status });
    delete server.metadata;
    expect(isUnheld(server, [])).toBe(true);
  });
});

describe("isOrphan", () => {
  it("is so of a reset whose Server is gone, or was made again", () => {
    const ofLeaving = cleanupOperation(LEAVING);
    expect(isOrphan(ofLeaving, LEAVING)).toBe(false);
    expect(isOrphan(ofLeaving, undefined)).toBe(true);
    expect(isOrphan(ofLeaving, aServer())).toBe(true);
  });

  it("is so of a run whose Server was made again", () => {
    const begun = anOperation({ status: { serverUID: HELD.uid } });
    expect(isOrphan(begun, LEAVING)).toBe(false);
    expect(isOrphan(begun, undefined)).toBe(false);
    expect(isOrphan(begun, aServer())).toBe(true);
  });

  it("is not so of what somebody ordered", () => {
    expect(isOrphan(anOperation(), undefined)).toBe(false);
    expect(isOrphan(anOperation({ metadata: { labels: {} } }), LEAVING)).toBe(false);
  });
});

describe("isOfEarlier", () => {
  const made = (time: string) =>
    aServer({ metadata: { creationTimestamp: time as unknown as Date } });

  it.each([
    ["was begun on", anOperation({ status: { serverUID: "another" } })],
    ["was ordered for", cleanupOperation(LEAVING)],
    ["had ended before", anOperation({ status: { completionTime: "2026-01-01T00:00:00Z" } })],
  ])("is so of what %s a Server of the same name before it", (_, operation) => {
    expect(isOfEarlier(operation, made("2026-01-01T00:00:01Z"))).toBe(true);
  });

  it("is not so of what may still be for this one", () => {
    const ended = anOperation({ status: { completionTime: "2026-01-01T00:00:01Z" } });
    expect(isOfEarlier(ended, made("2026-01-01T00:00:01Z"))).toBe(false);
    expect(isOfEarlier(ended, aServer())).toBe(false);
    expect(isOfEarlier(anOperation(), made("2026-01-01T00:00:01Z"))).toBe(false);
  });
});

describe("cleanupOperation", () => {
  it("is named after the Server and its UID, and labelled", () => {
    const operation = cleanupOperation(LEAVING);
    expect(cleanupKey(LEAVING)).toEqual({ namespace: "dc1", name: "reset-w1-01234567" });
    expect(operation).toEqual({
      metadata: {
        namespace: "dc1",
        name: "reset-w1-01234567",
        labels: { "stargate.io/cleanup-of": "0123456789abcdef" },
      },
      spec: { serverRef: { name: "w1" }, operation: "reset" },
    });
    expect(isCleanup(operation)).toBe(true);
    expect(isCleanup(anOperation())).toBe(false);
    expect(isCleanup({ spec: operation.spec } as Operation)).toBe(false);
  });

  it("has the Server's profile, else the one that was applied last", () => {
    const status = { appliedProvisioningProfile: "applied" };
    const profileOf = (server: ReturnType<typeof aServer>) =>
      cleanupOperation(server).spec.provisioningProfileRef?.name;
    expect(profileOf(aServer({ status }))).toBe("applied");
    expect(profileOf(aServer({ spec: { provisioningProfile: "own" }, status }))).toBe("own");
  });

  it("bears a Server without metadata", () => {
    const server = aServer();
    delete server.metadata;
    expect(cleanupKey(server).name).toBe("reset--");
    expect(cleanupOperation(server).metadata?.labels).toEqual({ "stargate.io/cleanup-of": "" });
  });
});
