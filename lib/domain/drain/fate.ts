import type { PodView } from "./pod";

/** What of pods may be lost. The rules and their defaults are those of `kubectl drain`. */
export interface DrainRules {
  /** Whether pods with emptyDir volumes go, and the data with them (`--delete-emptydir-data`). */
  readonly deleteEmptyDirData: boolean;
  /** Whether pods go that nothing makes again (`--force`). */
  readonly deleteUnmanagedPods: boolean;
}

/** What becomes of a pod when its Node is drained. */
export type Fate =
  | { readonly kind: "Stay" }
  | { readonly kind: "Go" }
  /** It would be lost, or something of it, and nobody has allowed that. */
  | { readonly kind: "Refuse"; readonly message: string };

const FINISHED = new Set(["Succeeded", "Failed"]);

/**
 * What becomes of a pod when its Node is drained.
 *
 * Source: `kubectl drain` (kubectl/pkg/drain/filters.go): pods of DaemonSets and static pods stay, as with
 * `--ignore-daemonsets`; pods that are finished always go.
 */
export function fateOf(pod: PodView, rules: DrainRules): Fate {
  if (pod.isMirror) {
    return { kind: "Stay" };
  }
  if (FINISHED.has(pod.phase)) {
    return { kind: "Go" };
  }
  if (pod.controller === "DaemonSet") {
    return { kind: "Stay" };
  }
  const losses = [
    ...(pod.hasEmptyDir && !rules.deleteEmptyDirData
      ? [
          "has data in an emptyDir volume (spec.drain.deleteEmptyDirData of the profile allows to lose it)",
        ]
      : []),
    ...(pod.controller === undefined && !rules.deleteUnmanagedPods
      ? [
          "has no controller that makes it again (spec.drain.deleteUnmanagedPods of the profile allows to lose it)",
        ]
      : []),
  ];
  return losses.length === 0 ? { kind: "Go" } : { kind: "Refuse", message: losses.join(" and ") };
}
