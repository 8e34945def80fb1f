import type { Operation } from "../../../../lib/api/operation.generated";
import { serverStatus } from "../../../../lib/domain/server/status";
import { aCondition, aNode, anOperation, aServer, MACHINE_ID, NOW } from "../../../fakes/samples";

const NODE = { ...aNode(), podCIDR: "10.244.1.0/24", isCordoned: true };
const FAILED = { conditions: [aCondition("Failed", "True")], message: "step kubelet: no" };
const SNAPSHOT = {
  server: aServer({ status: { machineID: MACHINE_ID, appliedProvisioningProfile: "p" } }),
  rival: undefined,
  misplacement: undefined,
  pauseAll: false,
  settingsProblem: undefined,
};

describe("a Node that is cordoned", () => {
  const said = (operations: readonly Operation[], cordonedBy: string | undefined) =>
    serverStatus({ ...SNAPSHOT, operations, node: { ...NODE, cordonedBy } }, NOW).conditions?.find(
      ({ type }) => type === "NodeReady",
    )?.message;
  const failed = anOperation({ metadata: { name: "op1", uid: "uid-op1" }, status: FAILED });
  const remedy = "ended: repave it, or kubectl uncordon w1";

  it.each([
    ["an operation that failed", [failed], "uid-op1", `since Operation op1 ${remedy}`],
    ["one that is there no more", [], "uid-op1", `since an operation ${remedy}`],
  ])("is told of with its remedy, where it was by %s", (_, operations, by, words) => {
    expect(said(operations, by)).toBe(`Node w1 is Ready with v1.34.4, and cordoned ${words}`);
  });

  it.each([
    ["somebody else", [failed], undefined],
    ["an operation at work", [{ ...failed, status: { startTime: NOW } } as never], "uid-op1"],
  ])("is no news where it was by %s", (_, operations, by) => {
    expect(said(operations, by)).toBe("Node w1 is Ready with v1.34.4");
  });
});
