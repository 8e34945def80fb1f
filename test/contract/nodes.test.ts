import { CORDONED_BY_ANNOTATION } from "../../lib/api/names";
import { ApiNodes } from "../../lib/adapters/kubernetes/nodes";
import type { NodeView } from "../../lib/ports/nodes";
import { FakeNodes } from "../fakes/cluster";
import { type LabApi, openLab } from "./lab-api";
import { describeNodes, SOME_NODE } from "./nodes";

/** `status` of a Node, as far as a test writes it. */
interface NodeStatus {
  readonly nodeInfo?: Readonly<Record<string, string>>;
  readonly addresses?: readonly { readonly type: string; readonly address: string }[];
  readonly conditions?: readonly object[];
}

const { name, bootID, machineID, kubeletVersion, podCIDR } = SOME_NODE;

/** Registers a Node, as its kubelet would. */
async function register(
  { cluster }: LabApi,
  status: NodeStatus,
  { isCordoned, cordonedBy }: Pick<NodeView, "isCordoned" | "cordonedBy"> = SOME_NODE,
): Promise<string> {
  const annotations = { annotations: { [CORDONED_BY_ANNOTATION]: cordonedBy } };
  await cluster.put({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, ...(cordonedBy === undefined ? {} : annotations) },
    spec: { podCIDR, podCIDRs: [podCIDR], unschedulable: isCordoned },
    status: { nodeInfo: { bootID, machineID, kubeletVersion }, ...status },
  });
  const made = await cluster.get("Node", name);
  return ((made?.metadata ?? {}) as { readonly uid?: string }).uid ?? "";
}

function ready(status: string, message: string): object {
  return { type: "Ready", status, message, reason: "Test" };
}

describeNodes("FakeNodes", () => {
  const nodes = new FakeNodes();
  return Promise.resolve({
    nodes,
    put: view => {
      nodes.nodes.set(view.name, view);
      return Promise.resolve(view.uid);
    },
    close: () => Promise.resolve(),
  });
});

describeNodes("ApiNodes", async () => {
  const api = await openLab();
  return {
    nodes: new ApiNodes(api.module),
    put: async view => {
      const { internalIP, ready: isReady, notReadyMessage } = view;
      const status = {
        addresses: [
          { type: "Hostname", address: name },
          ...(internalIP === undefined ? [] : [{ type: "InternalIP", address: internalIP }]),
        ],
        conditions: [ready(isReady ? "True" : "False", notReadyMessage)],
      };
      return await register(api, status, view);
    },
    close: async () => {
      await api.cluster.delete("Node", name);
      await api.close();
    },
  };
});

describe("ApiNodes", () => {
  let api: LabApi;
  let nodes: ApiNodes;

  beforeAll(async () => {
    api = await openLab();
    nodes = new ApiNodes(api.module);
  });

  afterAll(async () => {
    await api.cluster.delete("Node", name);
    await api.close();
  });

  it("takes the first InternalIP of IPv4, whatever stands around it", async () => {
    await register(api, {
      addresses: [
        { type: "ExternalIP", address: "203.0.113.7" },
        { type: "InternalIP", address: "fd00::7" },
        { type: "InternalIP", address: "10.50.1.250" },
        { type: "InternalIP", address: "10.50.1.251" },
        { type: "Hostname", address: name },
      ],
    });
    expect(await nodes.get(name)).toMatchObject({ internalIP: "10.50.1.250" });
  });

  it("has no address for a Node of IPv6 alone", async () => {
    await register(api, { addresses: [{ type: "InternalIP", address: "fd00::7" }] });
    expect(await nodes.get(name)).toMatchObject({ internalIP: undefined });
  });

  it("is not ready before the kubelet has said so", async () => {
    await register(api, { conditions: [] });
    expect(await nodes.get(name)).toMatchObject({ ready: false });
  });

  it.each([
    ["Unknown", "Kubelet stopped posting node status.", "Kubelet stopped posting node status."],
    ["False", "", "the kubelet does not say why"],
  ])("is not ready while Ready is %s", async (status, message, notReadyMessage) => {
    await register(api, { conditions: [ready(status, message)] });
    expect(await nodes.get(name)).toMatchObject({ ready: false, notReadyMessage });
  });

  it("shows a Node that somebody made by hand", async () => {
    await register(api, { nodeInfo: {} });
    expect(await nodes.get(name)).toMatchObject({ name, machineID: "", kubeletVersion: "" });
  });
});
