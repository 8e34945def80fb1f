import { LRUCache } from "lru-cache";
import { formatKey, type Key, keyOf } from "../../domain/key";
import type { StargateObject } from "../../ports/objects";

/** Objects that are remembered: more than are at work at once. The least recently used one is forgotten first. */
const CAPACITY = 1_000;

/**
 * Objects of one kind as the API server last showed them to us.
 *
 * What is remembered may be out of date. It serves only where the API server refuses what was decided on an
 * outdated version.
 */
export class RecentAnswers<T extends StargateObject> {
  readonly #objects = new LRUCache<string, T>({ max: CAPACITY });

  /** Remembers the answer, and returns it; none means that there is nothing of that key. */
  remember(key: Key, answer: T | undefined): T | undefined {
    if (answer === undefined) {
      this.forget(key);
    } else {
      this.#objects.set(formatKey(keyOf(answer)), answer);
    }
    return answer;
  }

  at(key: Key): T | undefined {
    return this.#objects.get(formatKey(key));
  }

  forget(key: Key): void {
    this.#objects.delete(formatKey(key));
  }
}
