import type { Operation } from "../../api/operation.generated";
import { type Key, keyOf } from "../key";

/** Key of the Server that an operation is about: it is in the operation's namespace. */
export function serverKeyOf(operation: Operation): Key {
  return { namespace: keyOf(operation).namespace, name: operation.spec.serverRef.name };
}
