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

/** What becomes of a pod that goes. */
export type Departure =
  | { readonly kind: "Moves" }
  /** It has done its work, and nothing of it is missed. */
  | { readonly kind: "Finished" }
  /** It, or its data, is gone for good. */
  | { readonly kind: "Lost"; readonly message: string };

/** What goes for good with a pod, and what allows that. */
interface Loss {
  readonly what: string;
  readonly rule: keyof DrainRules;
  readonly isOf: (pod: PodView) => boolean;
}

const LOSSES: readonly Loss[] = [
  {
    what: "has data in an emptyDir volume",
    rule: "deleteEmptyDirData",
    isOf: ({ hasEmptyDir }) => hasEmptyDir,
  },
  {
    what: "has no controller that makes it again",
    rule: "deleteUnmanagedPods",
    isOf: ({ controller }) => controller === undefined,
  },
];

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
  const losses = lossesOf(pod).filter(({ rule }) => !rules[rule]);
  return losses.length === 0 ? { kind: "Go" } : { kind: "Refuse", message: wordsOf(losses) };
}

/** What becomes of a pod that goes: only one that something makes again, and that loses nothing, moves. */
export function departureOf(pod: PodView): Departure {
  if (FINISHED.has(pod.phase)) {
    return { kind: "Finished" };
  }
  const losses = lossesOf(pod);
  return losses.length === 0 ? { kind: "Moves" } : { kind: "Lost", message: wordsOf(losses) };
}

function lossesOf(pod: PodView): readonly Loss[] {
  return LOSSES.filter(({ isOf }) => isOf(pod));
}

function wordsOf(losses: readonly Loss[]): string {
  return losses
    .map(({ what, rule }) => `${what} (spec.drain.${rule} of the profile allows to lose it)`)
    .join(" and ");
}
