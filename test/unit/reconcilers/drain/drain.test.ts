import { AccessDenied, Conflict } from "../../../../lib/domain/errors";
import type { NodeView } from "../../../../lib/ports/nodes";
import {
  type DrainRequest,
  type DrainState,
  drainNode,
  uncordonNode,
} from "../../../../lib/reconcilers/drain/drain";
import { FakeNodes } from "../../../fakes/cluster";
import { FakeCordons } from "../../../fakes/cordons";
import { aPod, FakePods } from "../../../fakes/pods";
import { SOME_NODE } from "../../../contract/nodes";

const CAREFUL = { deleteEmptyDirData: false, deleteUnmanagedPods: false };

/** A Node with pods. */
class Scene {
  readonly pods = new FakePods();
  readonly nodes = new FakeNodes();
  readonly cordons = new FakeCordons(this.nodes);

  constructor(...pods: readonly ReturnType<typeof aPod>[]) {
    this.nodes.nodes.set("w1", { ...SOME_NODE, name: "w1" });
    this.pods.nodes.set("w1", [...pods]);
  }

  get node(): NodeView {
    return this.nodes.nodes.get("w1")!;
  }

  pass(change: Partial<DrainRequest> = {}): Promise<DrainState> {
    const request = {
      node: this.node,
      operationUid: "op",
      rules: CAREFUL,
      isForced: false,
      nowMs: 0,
    };
    return drainNode(this, { ...request, ...change });
  }
}

describe("drainNode", () => {
  it("cordons the Node before the first pod goes, and is over in the pass that finds it empty", async () => {
    const scene = new Scene(
      aPod({ name: "a" }),
      aPod({ name: "b" }),
      aPod({ name: "ds", controller: "DaemonSet" }),
    );
    expect(await scene.pass()).toMatchObject({
      kind: "Draining",
      leaving: [{ name: "a" }, { name: "b" }],
      blocked: [],
    });
    expect(scene.node).toMatchObject({ isCordoned: true, cordonedBy: "op" });
    expect(await scene.pass()).toEqual({ kind: "Drained" });
    expect(scene.pods.evicted).toEqual(["a", "b"]);
  });

  it("looks again at an empty Node that was not cordoned: a pod may have come", async () => {
    const scene = new Scene();
    expect(await scene.pass()).toEqual({ kind: "Draining", leaving: [], blocked: [] });
    expect(await scene.pass()).toEqual({ kind: "Drained" });
  });

  it("waits for pods that are on their way, and asks nobody twice", async () => {
    const scene = new Scene(aPod({ name: "a" }));
    scene.pods.isSlow = true;
    await scene.pass();
    expect(await scene.pass()).toMatchObject({
      kind: "Draining",
      leaving: [{ name: "a" }],
      blocked: [],
    });
    expect(scene.pods.evicted).toEqual(["a"]);
  });

  it("waits no longer for a pod whose grace is over on a Node that is not well: nothing ends it", async () => {
    const scene = new Scene(aPod({ name: "a" }));
    scene.pods.isSlow = true;
    await scene.pass();
    const after = { nowMs: Date.parse(scene.pods.deletionTime) };
    expect(await scene.pass(after)).toMatchObject({ kind: "Draining", leaving: [{ name: "a" }] });
    scene.nodes.nodes.set("w1", { ...scene.node, ready: false });
    expect(await scene.pass()).toMatchObject({ kind: "Draining", leaving: [{ name: "a" }] });
    expect(await scene.pass(after)).toEqual({ kind: "Drained" });
  });

  it("lets one pod that cannot be evicted at all not hold up the others", async () => {
    const scene = new Scene(aPod({ name: "a" }), aPod({ name: "b" }));
    const evict = scene.pods.evict.bind(scene.pods);
    const refusal = new AccessDenied("forbidden by a webhook", { reason: "ApiForbidden" });
    scene.pods.evict = pod => (pod.name === "a" ? Promise.reject(refusal) : evict(pod));
    expect(await scene.pass()).toMatchObject({
      kind: "Draining",
      blocked: [{ pod: { name: "a" }, message: "forbidden by a webhook" }],
    });
    expect(scene.pods.evicted).toEqual(["b"]);
  });

  it("says which pod which budget keeps, and lets the others go", async () => {
    const scene = new Scene(aPod({ name: "a" }), aPod({ name: "b" }));
    scene.pods.budgets.set("a", "keep-a");
    const message = "The disruption budget keep-a needs 1 healthy pods and has 1 currently";
    expect(await scene.pass()).toMatchObject({
      leaving: [{ name: "b" }],
      blocked: [{ pod: { name: "a" }, message }],
    });
    expect(scene.pods.evicted).toEqual(["b"]);
    scene.pods.budgets.clear();
    await scene.pass();
    expect(await scene.pass()).toEqual({ kind: "Drained" });
  });

  it("deletes what budgets keep, when it is told to", async () => {
    const scene = new Scene(aPod({ name: "a" }));
    scene.pods.budgets.set("a", "keep-a");
    await scene.pass({ isForced: true });
    expect(await scene.pass({ isForced: true })).toEqual({ kind: "Drained" });
    expect(scene.pods.deleted).toEqual(["a"]);
  });

  it("touches nothing while something would be lost, forced or not", async () => {
    const scene = new Scene(aPod({ name: "a" }), aPod({ name: "data", hasEmptyDir: true }));
    for (const isForced of [false, true]) {
      const state = await scene.pass({ isForced });
      expect(state).toMatchObject({ kind: "Refused", refused: [{ pod: { name: "data" } }] });
    }
    expect(scene.node.isCordoned).toBe(false);
    expect(scene.pods.evicted).toEqual([]);
  });

  it("looks again where a pod was replaced under its name meanwhile", async () => {
    const scene = new Scene(aPod({ name: "a" }));
    const { evict } = scene.pods;
    scene.pods.evict = () =>
      Promise.reject(new Conflict("another UID", { reason: "ApiUnavailable" }));
    expect(await scene.pass()).toMatchObject({
      kind: "Draining",
      leaving: [{ name: "a" }],
      blocked: [],
    });
    scene.pods.evict = evict.bind(scene.pods);
    await scene.pass();
    expect(await scene.pass()).toEqual({ kind: "Drained" });
  });
});

describe("uncordonNode", () => {
  it("takes back what an operation did, and nothing else", async () => {
    const scene = new Scene();
    await scene.pass();
    await uncordonNode(scene, scene.node);
    expect(scene.node).toMatchObject({ isCordoned: false, cordonedBy: undefined });
    scene.nodes.nodes.set("w1", { ...scene.node, isCordoned: true });
    await uncordonNode(scene, scene.node);
    expect(scene.node.isCordoned).toBe(true);
  });
});
