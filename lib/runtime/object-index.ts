import { LRUCache } from "lru-cache";
import type { Objects, StargateObject } from "../ports/objects";

/** Objects that are known to be gone: a late word of one must not bring it back. */
const GONE_CAPACITY = 10_000;

/** What an index of one kind is made of. */
interface ObjectIndexOptions<T> {
  readonly store: Pick<Objects<T & StargateObject>, "list">;
  /** What the object is found by. */
  readonly keysOf: (object: T) => readonly string[];
  /** What is kept of it. */
  readonly keep: (object: T) => T;
}

/**
 * Objects by what others look for, as a watch told of them: a list for each look would cost the API server a walk over
 * all of them.
 *
 * A watch of Pepr's may tell of two changes in the wrong order, and that something was deleted which it only missed in
 * a list: an older version never replaces a newer one, and a newer one than was deleted is there. Whatever else it
 * missed is put right by the next `refill`.
 */
export class ObjectIndex<T extends StargateObject> {
  readonly #options: ObjectIndexOptions<T>;
  readonly #byKey = new Map<string, Map<string, T>>();
  readonly #byUid = new Map<string, T>();
  /** UID and version of what was deleted. */
  readonly #gone = new LRUCache<string, string>({ max: GONE_CAPACITY });
  /** For each listing under way: the UIDs that the watch told of meanwhile. It may know more than the list. */
  readonly #told = new Set<Set<string>>();
  #isFilled = false;

  constructor(options: ObjectIndexOptions<T>) {
    this.#options = options;
  }

  /** Whether everything was listed once; before, the index knows only what the watch told of. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  /** Takes in an object that is there. */
  see(object: T): void {
    this.#tell(uidOf(object));
    this.#put(object);
  }

  /** Takes out an object that is gone. */
  lose(object: T): void {
    const uid = uidOf(object);
    this.#tell(uid);
    if (isAtLeast(object, this.#known(uid))) {
      this.#gone.set(uid, versionOf(object));
      this.#remove(uid);
    }
  }

  /** Lists all objects, and knows exactly these from then on. Rejects as `Objects.list` does. */
  async refill(): Promise<readonly T[]> {
    const told = new Set<string>();
    this.#told.add(told);
    try {
      const listed = await this.#options.store.list({}, this.#options.keep);
      const there = new Set(listed.map(uidOf));
      [...this.#byUid.keys()]
        .filter(uid => !there.has(uid) && !told.has(uid))
        .forEach(uid => {
          this.#remove(uid);
        });
      listed
        .filter(object => !told.has(uidOf(object)))
        .forEach(object => {
          // No older than what was told before: even where a restored etcd counts from a lower version on.
          this.#gone.delete(uidOf(object));
          this.#remove(uidOf(object));
          this.#put(object);
        });
      this.#isFilled = true;
      return listed;
    } finally {
      this.#told.delete(told);
    }
  }

  /** What is known by the key. */
  with(key: string): readonly T[] {
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  #tell(uid: string): void {
    this.#told.forEach(told => told.add(uid));
  }

  #put(object: T): void {
    const uid = uidOf(object);
    const gone = this.#gone.get(uid);
    if (!isAtLeast(object, this.#known(uid)) || (gone !== undefined && !isNewer(object, gone))) {
      return;
    }
    this.#remove(uid);
    const kept = this.#options.keep(object);
    this.#byUid.set(uid, kept);
    for (const key of this.#options.keysOf(kept)) {
      const objects = this.#byKey.get(key) ?? new Map<string, T>();
      objects.set(uid, kept);
      this.#byKey.set(key, objects);
    }
  }

  /** Version of the object that is known. */
  #known(uid: string): string | undefined {
    const object = this.#byUid.get(uid);
    return object === undefined ? undefined : versionOf(object);
  }

  #remove(uid: string): void {
    const object = this.#byUid.get(uid);
    for (const key of object === undefined ? [] : this.#options.keysOf(object)) {
      const objects = this.#byKey.get(key);
      objects?.delete(uid);
      if (objects?.size === 0) {
        this.#byKey.delete(key);
      }
    }
    this.#byUid.delete(uid);
  }
}

function versionOf({ metadata }: StargateObject): string {
  return metadata?.resourceVersion ?? "";
}

/** Whether the object is no older than that version. */
function isAtLeast(object: StargateObject, version = ""): boolean {
  return versionOf(object) === version || isNewer(object, version);
}

/** By their numbers, since Kubernetes 1.35 a promise (KEP-5504). Of versions without a number the later word counts. */
function isNewer(object: StargateObject, version: string): boolean {
  const [own, other] = [versionOf(object), version];
  return !/^\d+$/.test(own) || !/^\d+$/.test(other) || BigInt(own) > BigInt(other);
}

function uidOf({ metadata }: StargateObject): string {
  return metadata?.uid ?? "";
}
