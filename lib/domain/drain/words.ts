import { NAMES_IN_MESSAGE } from "../../defaults";
import type { DrainForecast } from "./forecast";
import type { Obstacle, PodReference, PodView } from "./pod";

/** The first obstacles in full, and how many more there are. */
export function obstacleWords(obstacles: readonly Obstacle[]): string {
  return listed(
    obstacles.map(({ pod, message }) => `pod ${nameOf(pod)}: ${message}`),
    "; ",
  );
}

/** What is going to happen, before anybody is asked: who has to leave, and what is in the way. */
export function forecastWords({ toEvict, leaving, refused }: DrainForecast): string {
  const moving = [...toEvict, ...leaving];
  return [
    moving.length === 0
      ? "no pod has to leave the Node"
      : `${podsOf(moving.length, "has", "have")} to leave the Node first: ${listed(moving.map(nameOf))}`,
    ...(refused.length === 0
      ? []
      : [`nothing is touched while something would be lost: ${obstacleWords(refused)}`]),
  ].join("; ");
}

/**
 * How far it is: how many pods are left, which, and what keeps those that cannot go.
 *
 * The end of a pod's grace is a time, not what is left of it: the words stay as they are while nothing happens.
 */
export function drainingWords(leaving: readonly PodView[], blocked: readonly Obstacle[]): string {
  const going = listed(leaving.map(pod => `${nameOf(pod)}${graceWords(pod)}`));
  if (blocked.length === 0) {
    return leaving.length === 0
      ? "no pod is left"
      : `${podsOf(leaving.length, "is", "are")} leaving: ${going}`;
  }
  const total = leaving.length + blocked.length;
  return [
    `${blocked.length} of ${total} ${total === 1 ? "pod" : "pods"} cannot leave: ${obstacleWords(blocked)}`,
    ...(leaving.length === 0 ? [] : [`${podsOf(leaving.length, "is", "are")} leaving: ${going}`]),
  ].join("; ");
}

/** " (its grace ends at 12:00:30Z)"; nothing before it was told to go. */
function graceWords({ deletionTime }: PodView): string {
  return deletionTime === undefined
    ? ""
    : ` (its grace ends at ${deletionTime.slice(deletionTime.indexOf("T") + 1)})`;
}

function nameOf({ namespace, name }: PodReference): string {
  return `${namespace}/${name}`;
}

function podsOf(count: number, one: string, several: string): string {
  return count === 1 ? `1 pod ${one}` : `${count} pods ${several}`;
}

function listed(items: readonly string[], separator = ", "): string {
  const first = items.slice(0, NAMES_IN_MESSAGE);
  const more = items.length - first.length;
  return [...first, ...(more > 0 ? [`and ${more} more`] : [])].join(separator);
}
