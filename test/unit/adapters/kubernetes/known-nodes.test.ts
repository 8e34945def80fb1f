import { rangesOf } from "../../../fakes/known-world";
import { knownNode } from "../../../../lib/adapters/kubernetes/known-nodes";

describe("knownNode", () => {
  it("keeps who the Node is, its addresses of IPv4 and its pods' ranges", () => {
    const node = knownNode({
      metadata: { name: "w1", labels: { "stargate.io/server": "w1", other: "x" } },
      spec: {
        providerID: "stargate://dc1/w1",
        podCIDR: "10.244.1.0/24",
        podCIDRs: ["10.244.1.0/24", "fd00::/64"],
      },
      status: { addresses: [{ address: "10.50.1.5" }, { address: "w1" }, { address: "fd00::1" }] },
    });
    expect(node).toEqual({
      name: "w1",
      providerID: "stargate://dc1/w1",
      serverLabel: "w1",
      addresses: ["10.50.1.5"],
      podRanges: rangesOf("10.244.1.0/24"),
    });
  });

  it("bears a Node of which little is known", () => {
    expect(knownNode({})).toEqual({
      name: "",
      providerID: undefined,
      serverLabel: undefined,
      addresses: [],
      podRanges: [],
    });
    expect(knownNode({ spec: { podCIDR: "10.244.1.0/24" } }).podRanges).toEqual(
      rangesOf("10.244.1.0/24"),
    );
  });
});
