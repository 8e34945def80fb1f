import { NAMES_IN_MESSAGE } from "../../defaults";
import type { PodReference } from "./pod";

/** What keeps a pod on its Node. */
export interface Obstacle {
  readonly pod: PodReference;
  /** A sentence about the pod, without its name. */
  readonly message: string;
}

/** The first obstacles in full, and how many more there are. */
export function obstacleWords(obstacles: readonly Obstacle[]): string {
  const first = obstacles.slice(0, NAMES_IN_MESSAGE).map(({ pod, message }) => {
    return `pod ${pod.namespace}/${pod.name}: ${message}`;
  });
  const more = obstacles.length - first.length;
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}
