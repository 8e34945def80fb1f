import { departureOf, fateOf } from "../../../../lib/domain/drain/fate";
import type { PodView } from "../../../../lib/domain/drain/pod";
import { aPod } from "../../../fakes/pods";

const CAREFUL = { deleteEmptyDirData: false, deleteUnmanagedPods: false };

describe("fateOf", () => {
  it.each<readonly [string, string, Partial<PodView>]>([
    ["a pod that a ReplicaSet makes again", "Go", {}],
    [
      "a pod of a DaemonSet, whatever its data",
      "Stay",
      { controller: "DaemonSet", hasEmptyDir: true },
    ],
    ["a static pod", "Stay", { isMirror: true, controller: "Node" }],
    [
      "a finished pod of nobody, with data",
      "Go",
      { phase: "Succeeded", controller: undefined, hasEmptyDir: true },
    ],
    ["a failed pod of a DaemonSet", "Go", { phase: "Failed", controller: "DaemonSet" }],
    ["a pod with data", "Refuse", { hasEmptyDir: true }],
    ["a pod of nobody", "Refuse", { controller: undefined }],
    ["a pod that was not started", "Go", { phase: "Pending" }],
  ])("of %s: %s", (_, kind, pod) => {
    expect(fateOf(aPod(pod), CAREFUL)).toMatchObject({ kind });
  });

  it("tells everything that would be lost at once, and what allows it", () => {
    const pod = aPod({ hasEmptyDir: true, controller: undefined });
    expect(fateOf(pod, CAREFUL)).toEqual({
      kind: "Refuse",
      message:
        "has data in an emptyDir volume (spec.drain.deleteEmptyDirData of the profile allows to lose it) and " +
        "has no controller that makes it again (spec.drain.deleteUnmanagedPods of the profile allows to lose it)",
    });
    expect(fateOf(pod, { ...CAREFUL, deleteEmptyDirData: true })).toMatchObject({ kind: "Refuse" });
    expect(fateOf(pod, { deleteEmptyDirData: true, deleteUnmanagedPods: true })).toEqual({
      kind: "Go",
    });
  });
});

describe("departureOf", () => {
  const nobody = { controller: undefined };

  it.each<readonly [string, string, Partial<PodView>]>([
    ["a pod that a ReplicaSet makes again", "Moves", {}],
    ["a pod of nobody", "Lost", nobody],
    ["a pod with data", "Lost", { hasEmptyDir: true }],
    ["a finished pod of nobody, with data", "Finished", { phase: "Failed", ...nobody }],
  ])("of %s: %s", (_, kind, pod) => {
    expect(departureOf(aPod(pod))).toMatchObject({ kind });
  });

  it("tells all that is lost, and that it is allowed", () => {
    expect(departureOf(aPod({ hasEmptyDir: true, ...nobody }))).toEqual({
      kind: "Lost",
      message:
        "has data in an emptyDir volume (spec.drain.deleteEmptyDirData of the profile allows to lose it) and " +
        "has no controller that makes it again (spec.drain.deleteUnmanagedPods of the profile allows to lose it)",
    });
  });
});
