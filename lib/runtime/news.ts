import { LRUCache } from "lru-cache";
import type { StargateObject } from "../ports/objects";

/** Objects that are remembered; one that was forgotten is news once more, which costs a pass. */
const CAPACITY = 20_000;

/**
 * Tells changes that somebody made from the statuses that we write ourselves.
 *
 * A queue that heard of its own writes would try again at once what it has just put off.
 */
export class News {
  readonly #seen = new LRUCache<string, string>({ max: CAPACITY });

  /** Whether more than the status has changed since the object was seen last. */
  isNews({ metadata }: StargateObject): boolean {
    const { uid = "", generation, deletionTimestamp, annotations, labels } = metadata ?? {};
    const now = JSON.stringify([generation, deletionTimestamp, annotations, labels]);
    const isNews = this.#seen.get(uid) !== now;
    this.#seen.set(uid, now);
    return isNews;
  }
}
