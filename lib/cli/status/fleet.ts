import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { formatKey, keyOf } from "../../domain/key";
import type { StargateObject } from "../../ports/objects";
import type { Change } from "../../ports/watch";

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
