import type { Nodes, NodeView } from "../../lib/ports/nodes";

/** What a suite of `Nodes` runs against. */
export interface NodesBench {
  readonly nodes: Nodes;
  /** Puts a Node there that looks so; its UID is the cluster's to give, and is returned. */
  put(view: NodeView): Promise<string>;
  close(): Promise<void>;
}

/** A Node that is as it should be. Its address answers nowhere. */
export const SOME_NODE: NodeView = {
  name: "contract-node",
  uid: "5c0ffee0-0000-4000-8000-00000000000a",
  bootID: "0f1e2d3c-0000-4000-8000-000000000001",
  machineID: "4c4c4544004b3510804ab7c04f4d3732",
  kubeletVersion: "v1.34.4",
  internalIP: "10.50.1.250",
  podCIDR: "10.244.250.0/24",
  ready: true,
  notReadyMessage: "kubelet is posting ready status",
  isCordoned: false,
  cordonedBy: undefined,
};

const STRANGER = "6a1fb5c4-0000-4000-8000-000000000001";

/** What every `Nodes` does, the fake one included. */
export function describeNodes(name: string, make: () => Promise<NodesBench>): void {
  describe(`${name} as Nodes`, () => {
    let bench: NodesBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("has no view of a Node that is not there", async () => {
      expect(await bench.nodes.get("nobody")).toBeUndefined();
    });

    it("deletes that very Node, and finds nothing to do to one that is gone", async () => {
      const { name: node } = SOME_NODE;
      const uid = await bench.put(SOME_NODE);
      await expect(bench.nodes.delete({ name: node, uid: STRANGER })).rejects.toMatchObject({
        name: "Conflict",
      });
      expect(await bench.nodes.get(node)).toMatchObject({ uid });
      await bench.nodes.delete({ name: node, uid });
      expect(await bench.nodes.get(node)).toBeUndefined();
      await bench.nodes.delete({ name: node, uid });
    });

    it.each([
      ["is Ready", {}],
      ["is not Ready", { ready: false, notReadyMessage: "container runtime is down" }],
      ["has no address yet", { internalIP: undefined }],
      ["somebody cordoned", { isCordoned: true }],
      ["an operation cordoned", { isCordoned: true, cordonedBy: "operation" }],
    ])("shows a Node that %s", async (_, change) => {
      const view = { ...SOME_NODE, ...change };
      const uid = await bench.put(view);
      expect(await bench.nodes.get(view.name)).toEqual({ ...view, uid });
    });
  });
}
