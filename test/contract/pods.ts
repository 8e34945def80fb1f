import type { PodView } from "../../lib/domain/drain/pod";
import type { Pods } from "../../lib/ports/pods";

/** Node that nobody's kubelet answers for. */
export const POD_NODE = "contract-drain";

/** Kind of what controls pods here. */
export const CONTROLLER = "ConfigMap";

/** What a pod of a suite is. */
export interface PodWish {
  readonly name: string;
  /** Whether an object controls it: here a ConfigMap, which has no controller that would interfere. */
  readonly isControlled?: boolean;
  readonly hasEmptyDir?: boolean;
  readonly isMirror?: boolean;
  readonly phase?: "Running" | "Succeeded" | "Pending";
}

/** What a suite of `Pods` runs against. */
export interface PodsBench {
  readonly pods: Pods;
  /** Puts a pod on the Node, and returns it as it is to be shown. */
  put(wish: PodWish): Promise<PodView>;
  /** Lets the pod not go, by a PodDisruptionBudget. */
  guard(name: string, budget: string): Promise<void>;
  /** Makes everything as it was in the beginning. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What every `Pods` does, the fake one included. */
export function describePods(name: string, make: () => Promise<PodsBench>): void {
  describe(`${name} as Pods`, () => {
    let bench: PodsBench;

    beforeAll(async () => {
      bench = await make();
    });

    beforeEach(async () => {
      await bench.clear();
    });

    afterAll(async () => {
      await bench.close();
    });

    it("shows the pods of a Node, in the order of their names, and what draining asks of them", async () => {
      const wishes: readonly PodWish[] = [
        { name: "web", isControlled: true, phase: "Running" },
        { name: "agent", hasEmptyDir: true },
        { name: "static", isMirror: true },
        { name: "job", phase: "Succeeded" },
      ];
      const put: PodView[] = [];
      for (const wish of wishes) {
        put.push(await bench.put(wish));
      }
      const shown = await bench.pods.on(POD_NODE);
      expect(shown).toEqual(put.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
      expect(shown.at(-1)).toMatchObject({ controller: CONTROLLER, phase: "Running" });
      expect(await bench.pods.on("nobody")).toEqual([]);
    });

    it("evicts a pod, and one that is gone already", async () => {
      const pod = await bench.put({ name: "web", phase: "Pending" });
      expect(await bench.pods.evict(pod)).toEqual({ kind: "Accepted" });
      expect(await bench.pods.evict(pod)).toEqual({ kind: "Accepted" });
      expect(await bench.pods.on(POD_NODE)).toEqual([]);
    });

    it("says whether a pod could be evicted, which stays", async () => {
      const pod = await bench.put({ name: "web", phase: "Running" });
      expect(await bench.pods.probe(pod)).toEqual({ kind: "Accepted" });
      await bench.guard("web", "keep-web");
      const answer = await bench.pods.probe(pod);
      expect(answer.kind === "Blocked" && answer.message).toContain("keep-web");
      expect(await bench.pods.on(POD_NODE)).toEqual([pod]);
    });

    it("says which budget is in the way, and deletes whatever it says", async () => {
      const pod = await bench.put({ name: "web", phase: "Running" });
      await bench.guard("web", "keep-web");
      const answer = await bench.pods.evict(pod);
      expect(answer.kind === "Blocked" && answer.message).toContain("keep-web");
      expect(await bench.pods.on(POD_NODE)).toHaveLength(1);
      await bench.pods.delete(pod);
      expect(
        (await bench.pods.on(POD_NODE)).filter(({ deletionTime }) => deletionTime === undefined),
      ).toEqual([]);
    });

    it("never takes another pod of the same name", async () => {
      const pod = await bench.put({ name: "web", phase: "Pending" });
      const other = { ...pod, uid: "00000000-0000-0000-0000-000000000000" };
      await expect(bench.pods.evict(other)).rejects.toMatchObject({ name: "Conflict" });
      await expect(bench.pods.delete(other)).rejects.toMatchObject({ name: "Conflict" });
      expect(await bench.pods.on(POD_NODE)).toEqual([pod]);
    });

    it("deletes what is gone already", async () => {
      const pod = await bench.put({ name: "web", phase: "Pending" });
      await bench.pods.delete(pod);
      await bench.pods.delete(pod);
    });
  });
}
