import { ApiCordons } from "../../lib/adapters/kubernetes/cordons";
import { ApiNodes } from "../../lib/adapters/kubernetes/nodes";
import { FakeNodes } from "../fakes/cluster";
import { FakeCordons } from "../fakes/cordons";
import { openLab } from "./lab-api";
import { describeCordons } from "./cordons";
import { SOME_NODE } from "./nodes";

const { name, bootID, machineID, kubeletVersion, internalIP, podCIDR, notReadyMessage } = SOME_NODE;

describeCordons("FakeCordons", () => {
  const nodes = new FakeNodes();
  return Promise.resolve({
    nodes,
    cordons: new FakeCordons(nodes),
    put: () => {
      nodes.nodes.set(name, SOME_NODE);
      return Promise.resolve(SOME_NODE);
    },
    cordonByHand: () => {
      nodes.nodes.set(name, { ...SOME_NODE, isCordoned: true });
      return Promise.resolve();
    },
    remove: () => {
      nodes.nodes.clear();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});

describeCordons("ApiCordons", async () => {
  const api = await openLab();
  const { cluster } = api;
  return {
    nodes: new ApiNodes(api.module),
    cordons: new ApiCordons(api.module),
    put: async () => {
      await cluster.put({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name },
        spec: { podCIDR, podCIDRs: [podCIDR] },
        status: {
          nodeInfo: { bootID, machineID, kubeletVersion },
          addresses: [{ type: "InternalIP", address: internalIP }],
          conditions: [{ type: "Ready", status: "True", message: notReadyMessage, reason: "Test" }],
        },
      });
      const made = await cluster.get("Node", name);
      const { uid = "" } = (made?.metadata ?? {}) as { readonly uid?: string };
      return { ...SOME_NODE, uid };
    },
    cordonByHand: () => cluster.patch("Node", { name }, { spec: { unschedulable: true } }),
    remove: () => cluster.delete("Node", name),
    close: async () => {
      await cluster.delete("Node", name);
      await api.close();
    },
  };
});
