import { isReset, released, wasNode } from "../../../../lib/domain/server/release";
import { aCondition, anOperation, MACHINE_ID } from "../../../fakes/samples";

describe("released", () => {
  it("takes back what a membership left on record, and keeps what the machine is known by", () => {
    const kept = {
      machineID: MACHINE_ID,
      mac: "52:54:00:12:34:56",
      hostKeys: ["ssh-ed25519 AAAA"],
    };
    const member = {
      nodeName: "w1",
      os: "k8s-1.34",
      podCIDR: "10.244.1.0/24",
      appliedProvisioningProfile: "p",
    };
    expect(released({ ...kept, ...member })).toEqual(kept);
  });
});

describe("wasNode", () => {
  it.each([{ nodeName: "w1" }, { podCIDR: "10.244.1.0/24" }, { appliedProvisioningProfile: "p" }])(
    "is told by %o",
    status => {
      expect(wasNode({ status })).toBe(true);
    },
  );

  it("is not told by the machine", () => {
    expect(wasNode({ status: { machineID: MACHINE_ID } })).toBe(false);
    expect(wasNode({})).toBe(false);
  });
});

describe("isReset", () => {
  const complete = { conditions: [aCondition("Complete", "True")] };

  it("is so of a reset that succeeded, and of nothing else", () => {
    const spec = { operation: "reset" } as const;
    expect(isReset(anOperation({ spec, status: complete }))).toBe(true);
    expect(isReset(anOperation({ spec }))).toBe(false);
    expect(isReset(anOperation({ status: complete }))).toBe(false);
  });
});
