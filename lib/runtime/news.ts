import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { StargateObject } from "../ports/objects";

/** Objects that are remembered; one that was forgotten is news once more, which costs a pass. */
const CAPACITY = 20_000;

/** Tells whether what somebody cares about has changed since an object was seen last. */
export class News<T extends StargateObject> {
  readonly #seen = new LRUCache<string, string>({ max: CAPACITY });
  readonly #matters: (object: T) => string | readonly unknown[];

  constructor(matters: (object: T) => string | readonly unknown[]) {
    this.#matters = matters;
  }

  /** Whether it is news; it is none the next time. */
  isNews(object: T): boolean {
    const { uid = "" } = object.metadata ?? {};
    // Annotations may be as long as the object; thousands are remembered.
    const now = createHash("sha256")
      .update(JSON.stringify(this.#matters(object)))
      .digest("base64");
    const isNews = this.#seen.get(uid) !== now;
    this.#seen.set(uid, now);
    return isNews;
  }

  /** The object is gone. A late word of it is news once more, which costs a pass. */
  forget({ metadata }: T): void {
    this.#seen.delete(metadata?.uid ?? "");
  }
}

/**
 * What somebody else changes: everything but the status, which we write ourselves. A queue that heard of its own writes
 * would try again at once what it has just put off.
 */
export function wishOf({ metadata }: StargateObject): readonly unknown[] {
  const { generation, deletionTimestamp, annotations, labels } = metadata ?? {};
  return [generation, deletionTimestamp, annotations, labels];
}
