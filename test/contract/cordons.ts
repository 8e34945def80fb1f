import type { Cordons } from "../../lib/ports/cordons";
import type { Nodes, NodeView } from "../../lib/ports/nodes";
import { SOME_NODE } from "./nodes";

/** What a suite of `Cordons` runs against. */
export interface CordonsBench {
  readonly cordons: Cordons;
  readonly nodes: Nodes;
  /** Puts a Node there that takes pods, and returns it. */
  put(): Promise<NodeView>;
  /** Cordons it, as a person would. */
  cordonByHand(): Promise<void>;
  /** Takes the Node away. */
  remove(): Promise<void>;
  close(): Promise<void>;
}

const UID = "6a1fb5c4-0000-4000-8000-000000000001";

/** What every `Cordons` does, the fake one included. */
export function describeCordons(name: string, make: () => Promise<CordonsBench>): void {
  describe(`${name} as Cordons`, () => {
    const { name: node } = SOME_NODE;
    let bench: CordonsBench;

    beforeAll(async () => {
      bench = await make();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("has nothing to do to a Node that is not there", async () => {
      await bench.remove();
      expect(await bench.nodes.get(node)).toBeUndefined();
      await bench.cordons.cordon({ name: node, uid: UID }, "operation");
      await bench.cordons.uncordon({ name: node, uid: UID });
    });

    it("cordons in the name of an operation, once and again, and takes it back", async () => {
      const put = await bench.put();
      expect(await bench.nodes.get(node)).toEqual(put);
      for (let times = 0; times < 2; times++) {
        await bench.cordons.cordon(put, "operation");
        const cordoned = { ...put, isCordoned: true, cordonedBy: "operation" };
        expect(await bench.nodes.get(node)).toEqual(cordoned);
      }
      for (let times = 0; times < 2; times++) {
        await bench.cordons.uncordon(put);
        expect(await bench.nodes.get(node)).toEqual(put);
      }
    });

    it("tells what a person cordoned", async () => {
      const put = await bench.put();
      await bench.cordonByHand();
      const cordoned = { ...put, isCordoned: true, cordonedBy: undefined };
      expect(await bench.nodes.get(node)).toEqual(cordoned);
    });

    it("leaves a Node alone that came later", async () => {
      const put = await bench.put();
      const other = { ...put, uid: UID };
      await expect(bench.cordons.cordon(other, "operation")).rejects.toMatchObject({
        name: "Conflict",
      });
      await expect(bench.cordons.uncordon(other)).rejects.toMatchObject({ name: "Conflict" });
      expect(await bench.nodes.get(node)).toEqual(put);
    });
  });
}
