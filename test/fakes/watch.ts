import { InvalidSpec } from "../../lib/domain/errors";
import { formatKey, type Key, keyOf } from "../../lib/domain/key";
import type { Selection, StargateObject } from "../../lib/ports/objects";
import type { Change, Watch } from "../../lib/ports/watch";

/** Objects of one kind, in memory, whose changes are followed. */
export class FakeWatch<T extends StargateObject> implements Watch<T> {
  readonly #objects = new Map<string, T>();
  readonly #followers = new Set<Follower<T>>();
  /** What every listing rejects with. */
  failure: Error | undefined;

  /** Creates or replaces the object. */
  put(object: T): void {
    this.#objects.set(formatKey(keyOf(object)), object);
    this.#tell({ kind: "Put", object });
  }

  /** The object as it stands. */
  at(key: Key): T | undefined {
    return this.#objects.get(formatKey(key));
  }

  remove(object: T): void {
    this.#objects.delete(formatKey(keyOf(object)));
    this.#tell({ kind: "Gone", object });
  }

  /** Replaces everything while nobody could see it. */
  gap(...objects: readonly T[]): void {
    this.#objects.clear();
    objects.forEach(object => this.#objects.set(formatKey(keyOf(object)), object));
    for (const follower of this.#followers) {
      follower.push(this.#all(follower.selection));
    }
  }

  /** Those who follow just now. */
  get followers(): number {
    return this.#followers.size;
  }

  async *follow(
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<Change<T>, void, undefined> {
    await Promise.resolve();
    if (this.failure !== undefined) {
      throw this.failure;
    }
    const follower = new Follower<T>(selection, signal);
    this.#followers.add(follower);
    try {
      yield this.#all(selection);
      yield* follower.changes();
    } finally {
      this.#followers.delete(follower);
    }
  }

  #all(selection: Selection): Change<T> {
    return {
      kind: "All",
      objects: [...this.#objects.values()].filter(object => isSelected(object, selection)),
    };
  }

  #tell(change: Extract<Change<T>, { object: T }>): void {
    for (const follower of this.#followers) {
      if (isSelected(change.object, follower.selection)) {
        follower.push(change);
      }
    }
  }
}

/** Somebody who follows, and what has not been told yet. */
class Follower<T extends StargateObject> {
  readonly selection: Selection;
  readonly #signal: AbortSignal;
  readonly #untold: Change<T>[] = [];
  #wake: () => void = () => undefined;

  constructor(selection: Selection, signal: AbortSignal) {
    this.selection = selection;
    this.#signal = signal;
    signal.addEventListener("abort", () => {
      this.#wake();
    });
  }

  push(change: Change<T>): void {
    this.#untold.push(change);
    this.#wake();
  }

  async *changes(): AsyncGenerator<Change<T>, void, undefined> {
    while (!this.#signal.aborted) {
      const change = this.#untold.shift();
      if (change !== undefined) {
        yield change;
        continue;
      }
      await new Promise<void>(resolve => (this.#wake = resolve));
    }
  }
}

function isSelected(object: StargateObject, { namespace, field, labels }: Selection): boolean {
  const value = field?.[0]
    .split(".")
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], object);
  return (
    (namespace === undefined || keyOf(object).namespace === namespace) &&
    (labels === undefined || hasLabels(object, labels)) &&
    (field === undefined || value === field[1])
  );
}

/** Of the selectors only `a=b,c=d`; the API server refuses what is none. */
function hasLabels({ metadata }: StargateObject, selector: string): boolean {
  return selector.split(",").every(term => {
    const [, name = "", value] = /^([\w./-]+)=([\w.-]*)$/.exec(term) ?? [];
    if (value === undefined) {
      throw new InvalidSpec(`unable to parse requirement: ${term}`, { reason: "InvalidSpec" });
    }
    return metadata?.labels?.[name] === value;
  });
}
