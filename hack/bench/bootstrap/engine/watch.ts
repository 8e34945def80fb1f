import type { Objects, StargateObject, Store } from "../../../../lib/ports/objects";

/** Told of every object that was created or whose status was written, as a watch would be. */
export interface Watcher {
  changed(kind: keyof Store, object: StargateObject): void;
}

/** The store, with a watch on it. */
export function watched(store: Store, watcher: Watcher): Store {
  return {
    servers: watchedObjects("servers", store.servers, watcher),
    profiles: watchedObjects("profiles", store.profiles, watcher),
    operations: watchedObjects("operations", store.operations, watcher),
    routers: watchedObjects("routers", store.routers, watcher),
  };
}

function watchedObjects<T extends StargateObject>(
  kind: keyof Store,
  objects: Objects<T>,
  watcher: Watcher,
): Objects<T> {
  return {
    get: key => objects.get(key),
    list: (selection, keep) => objects.list(selection, keep),
    delete: key => objects.delete(key),
    create: async object => {
      const created = await objects.create(object);
      if (created !== undefined) {
        watcher.changed(kind, created);
      }
      return created;
    },
    addFinalizer: (object, finalizer) => objects.addFinalizer(object, finalizer),
    removeFinalizer: (object, finalizer) => objects.removeFinalizer(object, finalizer),
    updateStatus: async (key, change) => {
      let version: string | undefined;
      const after = await objects.updateStatus(key, object => {
        version = object.metadata?.resourceVersion;
        return change(object);
      });
      if (after !== undefined && after.metadata?.resourceVersion !== version) {
        watcher.changed(kind, after);
      }
      return after;
    },
  };
}
