import { drainObstacle, policyWords } from "../../../../lib/domain/drain/outcome";
import { drainPolicyOf } from "../../../../lib/domain/drain/policy";
import { aPod } from "../../../fakes/pods";
import { aProfile } from "../../../fakes/samples";

const policyOf = (policy: "Wait" | "Abort" | "ForceAfter") =>
  drainPolicyOf(aProfile({ spec: { drain: { policy, timeoutSeconds: 60 } } }));

const kept = [{ pod: aPod({ name: "db" }), message: "needs 1" }];

describe("policyWords", () => {
  it.each([
    ["Wait", "a pod that its budget keeps is waited for, however long that takes"],
    ["Abort", "the operation ends, with nothing disturbed, if pods are left after 60 s"],
    ["ForceAfter", "a pod that its budget still keeps after 60 s is deleted"],
  ] as const)("tells what %s does", (policy, words) => {
    expect(policyWords(policyOf(policy))).toBe(words);
  });

  it("knows no other policy", () => {
    const policy = { ...policyOf("Wait"), policy: "Never" as never };
    expect(() => policyWords(policy)).toThrow();
  });
});

describe("drainObstacle", () => {
  it.each([
    ["Wait", "DrainBlocked"],
    ["Abort", "DrainBlocked"],
    ["ForceAfter", undefined],
  ] as const)("under %s of a pod that its budget keeps is %s", (policy, reason) => {
    expect(drainObstacle({ refused: [] }, kept, policyOf(policy))?.reason).toBe(reason);
  });

  it("tells which pod, and what becomes of it", () => {
    expect(drainObstacle({ refused: [] }, kept, policyOf("Wait"))?.message).toBe(
      "pod shop/db: needs 1; a pod that its budget keeps is waited for, however long that takes",
    );
  });

  it("is a pod that would be lost before all others, whatever the policy", () => {
    expect(drainObstacle({ refused: kept }, kept, policyOf("ForceAfter"))).toEqual({
      reason: "DrainRefused",
      message: "pod shop/db: needs 1",
    });
  });

  it("is nothing where every pod may go", () => {
    expect(drainObstacle({ refused: [] }, [], policyOf("Wait"))).toBeUndefined();
  });
});
