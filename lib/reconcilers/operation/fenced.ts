import type { Objects, StargateObject } from "../../ports/objects";
import type { Lease } from "../../ports/lease";
import type { OperationPorts } from "./ports";

/** The same ports, but a status is written only while the lease holds: who took over has the word. */
export function fenced(ports: OperationPorts, lease: Lease): OperationPorts {
  const { store } = ports;
  return {
    ...ports,
    store: {
      ...store,
      servers: fencedObjects(store.servers, lease),
      operations: fencedObjects(store.operations, lease),
    },
  };
}

function fencedObjects<T extends StargateObject>(objects: Objects<T>, lease: Lease): Objects<T> {
  return {
    get: key => objects.get(key),
    list: (selection, keep) => objects.list(selection, keep),
    create: object => objects.create(object),
    delete: key => objects.delete(key),
    addFinalizer: (object, finalizer) => objects.addFinalizer(object, finalizer),
    removeFinalizer: (object, finalizer) => objects.removeFinalizer(object, finalizer),
    updateStatus: (key, change) =>
      objects.updateStatus(key, object => {
        lease.verify();
        return change(object);
      }),
  };
}
