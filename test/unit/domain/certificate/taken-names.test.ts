import type { Operation } from "../../../../lib/api/operation.generated";
import { tokenIdOf } from "../../../../lib/domain/token";
import { aCondition, anOperation, laterBy } from "../../../fakes/samples";
import { GOOD, judge } from "./requests";

describe("judgeRequest, of a name that is taken", () => {
  const MINE = "a".repeat(32);
  const THEIRS = "b".repeat(32);
  const elsewhere = (startTime: string, status = {}): Operation =>
    anOperation({
      metadata: { namespace: "dc2", uid: "other" },
      status: { dcJobID: "j", startTime, ...status },
    });
  const mine = anOperation({ status: { dcJobID: "j", startTime: laterBy(10) } });

  it("denies it to a server that is not the Node's machine, and lets the machine itself join again", () => {
    const taken = { nodeMachineID: THEIRS, serverMachineID: MINE };
    expect(judge(GOOD, [mine], taken)).toEqual({
      kind: "Deny",
      message: `asked with the token of Node w1: that Node is machine ${THEIRS} already`,
    });
    expect(judge(GOOD, [mine], { nodeMachineID: THEIRS }).kind).toBe("Deny");
    const own = { nodeMachineID: MINE, serverMachineID: MINE };
    expect(judge(GOOD, [mine], own).kind).toBe("Approve");
  });

  it("denies it to the one of two namespaces whose run began later", () => {
    expect(judge(GOOD, [elsewhere(laterBy(9)), mine])).toEqual({
      kind: "Deny",
      message: "asked with the token of Node w1: Operation dc2/op1 makes a Node of that name",
    });
    expect(judge(GOOD, [elsewhere(laterBy(11)), mine]).kind).toBe("Approve");
  });

  it("has one winner of two that began at once", () => {
    const other = elsewhere(laterBy(10));
    const username = `system:bootstrap:${tokenIdOf("other")}`;
    const kinds = [
      judge(GOOD, [mine, other]).kind,
      judge({ ...GOOD, username }, [mine, other]).kind,
    ];
    expect(kinds.toSorted()).toEqual(["Approve", "Deny"]);
  });

  it("asks neither those that are over nor other names, and lets one without a start be first", () => {
    const over = elsewhere(laterBy(9), { conditions: [aCondition("Complete", "True")] });
    const otherName = anOperation({
      metadata: { namespace: "dc2", uid: "other" },
      spec: { serverRef: { name: "w2" } },
      status: { dcJobID: "j", startTime: laterBy(9) },
    });
    expect(judge(GOOD, [over, otherName, mine]).kind).toBe("Approve");
    const timeless = anOperation({ metadata: { namespace: "dc2" }, status: { dcJobID: "j" } });
    delete timeless.metadata?.uid;
    expect(judge(GOOD, [mine, timeless]).kind).toBe("Deny");
  });
});
