import { LRUCache } from "lru-cache";
import type { Judged } from "../ports/judged";
import type { StargateObject } from "../ports/objects";

/** Objects that are remembered; one that was forgotten is judged once more. */
const CAPACITY = 20_000;

/** The last version of each object that a pass has judged. */
export class JudgedVersions implements Judged {
  readonly #versions = new LRUCache<string, string>({ max: CAPACITY });

  note({ metadata }: StargateObject): void {
    const { uid = "", resourceVersion = "" } = metadata ?? {};
    this.#versions.set(uid, resourceVersion);
  }

  /** Whether the pass that wrote or left this version knew all that is in it. */
  has({ metadata }: StargateObject): boolean {
    const { uid = "", resourceVersion } = metadata ?? {};
    return resourceVersion !== undefined && this.#versions.get(uid) === resourceVersion;
  }
}
