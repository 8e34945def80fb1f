import { scripts } from "../../../../lib/bootstrap/scripts.generated";
import { podNetwork } from "../../../../lib/bootstrap/steps/pod-network";
import { aRunSpec } from "../../../fakes/run-spec";

/** The template as kubectl fills it in for a Node with that podCIDR. */
function rendered(file: string, podCidr: string, podSubnet?: string): string {
  const cluster = { ...aRunSpec().cluster, podSubnet };
  const template = podNetwork(aRunSpec({ cluster })).files[file] ?? "";
  return template.replaceAll("{{.spec.podCIDR}}", podCidr);
}

describe("podNetwork", () => {
  it("knows the Node that it waits for, and brings its unit", () => {
    expect(podNetwork(aRunSpec())).toMatchObject({
      name: "pod-network",
      parameters: { NODE_NAME: "w1" },
      files: { "stargate-pod-egress.service": scripts["stargate-pod-egress.service"] },
      applySeconds: 180,
    });
  });

  it("gives pods addresses of the Node's own podCIDR, over a bridge", () => {
    expect(JSON.parse(rendered("bridge.conflist.tmpl", "10.244.7.0/24"))).toEqual({
      cniVersion: "1.0.0",
      name: "stargate-bridge",
      plugins: [
        {
          type: "bridge",
          bridge: "cni0",
          isGateway: true,
          forceAddress: true,
          hairpinMode: true,
          ipMasq: false,
          ipam: {
            type: "host-local",
            dataDir: "/run/cni/networks",
            ranges: [[{ subnet: "10.244.7.0/24" }]],
            routes: [{ dst: "0.0.0.0/0" }],
          },
        },
        { type: "portmap", capabilities: { portMappings: true } },
      ],
    });
  });

  it("is a template with nothing but the podCIDR to fill in", () => {
    for (const file of ["bridge.conflist.tmpl", "pod-egress.nft.tmpl"]) {
      expect(rendered(file, "10.244.7.0/24", "10.244.0.0/16")).not.toContain("{{");
    }
  });

  it("keeps pods' addresses inside the cluster, and gives them the node's outside of it", () => {
    const rules = rendered("pod-egress.nft.tmpl", "10.244.7.0/24", "10.244.0.0/16");
    expect(rules.split("\n").map(line => line.trim())).toEqual([
      "# Written by Stargate.",
      "table ip stargate_pod_egress {}",
      "delete table ip stargate_pod_egress",
      "table ip stargate_pod_egress {",
      "chain postrouting {",
      "type nat hook postrouting priority srcnat; policy accept;",
      "ip saddr 10.244.7.0/24 ip daddr != 10.244.0.0/16 masquerade",
      "}",
      "}",
      "",
    ]);
  });

  it("keeps pods' addresses on the node where the cluster does not say its network", () => {
    expect(rendered("pod-egress.nft.tmpl", "10.244.7.0/24")).toContain(
      "ip saddr 10.244.7.0/24 ip daddr != 10.244.7.0/24 masquerade",
    );
  });
});
