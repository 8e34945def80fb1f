import type { ServerStatus } from "../../../../lib/api/server.generated";
import { serverStatus, type ServerSnapshot } from "../../../../lib/domain/server/status";
import { aCondition, aNode, anOperation, aServer, MACHINE_ID, NOW } from "../../../fakes/samples";

const RESET = anOperation({
  spec: { operation: "reset" },
  status: { conditions: [aCondition("Complete", "True")] },
});

/** What becomes of a status. */
function after(status: ServerStatus, rest: Partial<ServerSnapshot> = {}): ServerStatus {
  const nobody = { rival: undefined, misplacement: undefined, node: undefined };
  const settings = { pauseAll: false, settingsProblem: undefined };
  const server = aServer({ status });
  return serverStatus({ server, operations: [], ...nobody, ...settings, ...rest }, NOW);
}

describe("serverStatus after a reset", () => {
  const MEMBER = {
    machineID: MACHINE_ID,
    appliedProvisioningProfile: "p",
    nodeName: "w1",
    os: "k8s-1.34",
    podCIDR: "10.244.1.0/24",
  };

  it("keeps nothing of the membership, whatever a late pass wrote of it", () => {
    const released = after(MEMBER, { operations: [RESET] });
    expect(released).not.toHaveProperty("podCIDR");
    expect(released).not.toHaveProperty("nodeName");
    expect(released).not.toHaveProperty("appliedProvisioningProfile");
    const later = after(released);
    expect(later).toMatchObject({ state: "pending", machineID: MACHINE_ID });
    const ready = later.conditions?.find(({ type }) => type === "Ready");
    expect(ready).toMatchObject({ status: "False", reason: "NotProvisioned" });
  });

  it("shows a Node that is there all the same", () => {
    const node = { ...aNode(), podCIDR: "10.244.1.0/24" };
    expect(after(MEMBER, { operations: [RESET], node }).podCIDR).toBe("10.244.1.0/24");
  });
});
