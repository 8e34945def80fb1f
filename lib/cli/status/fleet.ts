import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { formatKey, keyOf } from "../../domain/key";
import type { Selection, StargateObject } from "../../ports/objects";
import type { Change, Watch } from "../../ports/watch";

/** Objects of one kind, by namespace and name. */
export type ObjectsByKey<T extends StargateObject> = ReadonlyMap<string, T>;

/** All that a status is made of. */
export interface Fleet {
  readonly servers: ObjectsByKey<Server>;
  readonly operations: ObjectsByKey<Operation>;
  readonly routers: ObjectsByKey<Router>;
}

/** The objects after one more change. */
export function changed<T extends StargateObject>(
  objects: ObjectsByKey<T>,
  change: Change<T>,
): ObjectsByKey<T> {
  if (change.kind === "All") {
    return new Map(change.objects.map(object => [formatKey(keyOf(object)), object]));
  }
  const after = new Map(objects);
  const key = formatKey(keyOf(change.object));
  if (change.kind === "Put") {
    after.set(key, change.object);
  } else {
    after.delete(key);
  }
  return after;
}

/** The objects as they are now; none when the signal aborts before. */
export async function readAll<T extends StargateObject>(
  watch: Watch<T>,
  selection: Selection,
  signal: AbortSignal,
): Promise<ObjectsByKey<T>> {
  for await (const change of watch.follow(selection, signal)) {
    return changed(new Map(), change);
  }
  return new Map();
}

/** Calls `put` with the objects as they are, and again after each change, until the signal aborts. */
export async function keepUp<T extends StargateObject>(
  watch: Watch<T>,
  { selection, signal }: { readonly selection: Selection; readonly signal: AbortSignal },
  put: (objects: ObjectsByKey<T>) => void,
): Promise<void> {
  let objects: ObjectsByKey<T> = new Map();
  try {
    for await (const change of watch.follow(selection, signal)) {
      objects = changed(objects, change);
      put(objects);
    }
  } catch (error: unknown) {
    // A request that was cut short is no failure.
    if (!signal.aborted) {
      throw error;
    }
  }
}
