import type { Obstacle, PodView } from "./pod";
import { type DrainRules, fateOf } from "./fate";

/** The pods of a Node, by what draining it does to them. */
export interface DrainForecast {
  /** They are asked to go. */
  readonly toEvict: readonly PodView[];
  /** They are on their way. */
  readonly leaving: readonly PodView[];
  /** They keep the Node from being drained until somebody allows what would be lost. */
  readonly refused: readonly Obstacle[];
}

/** What draining a Node with these pods comes to. It is drained when all three are empty. */
export function forecastDrain(pods: readonly PodView[], rules: DrainRules): DrainForecast {
  const toEvict: PodView[] = [];
  const leaving: PodView[] = [];
  const refused: Obstacle[] = [];
  for (const pod of pods) {
    const fate = fateOf(pod, rules);
    if (fate.kind === "Stay") {
      continue;
    }
    if (pod.deletionTime !== undefined) {
      leaving.push(pod);
    } else if (fate.kind === "Go") {
      toEvict.push(pod);
    } else {
      refused.push({ pod, message: fate.message });
    }
  }
  return { toEvict, leaving, refused };
}

/** Whether nothing is left that has to go. */
export function isDrained({ toEvict, leaving, refused }: DrainForecast): boolean {
  return toEvict.length + leaving.length + refused.length === 0;
}
