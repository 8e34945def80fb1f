import { LRUCache } from "lru-cache";
import type { Operation } from "../api/operation.generated";
import { formatKey, type Key, keyOf } from "../domain/key";
import type { Objects } from "../ports/objects";
import type { ServerOperations } from "../ports/server-operations";

/** Operations that are known to be gone: a late word of one must not bring it back. */
const GONE_CAPACITY = 10_000;

/**
 * Operations by their Server, as a watch last told of them: a list for each look at a Server would cost the API server
 * a walk over all operations.
 *
 * Whatever the watch missed is put right by the next `refill`. Until the first one, every question is a list.
 */
export class OperationIndex implements ServerOperations {
  readonly #store: Pick<Objects<Operation>, "list">;
  readonly #byServer = new Map<string, Map<string, Operation>>();
  readonly #serverOf = new Map<string, string>();
  readonly #gone = new LRUCache<string, true>({ max: GONE_CAPACITY });
  /** For each listing under way: the UIDs that the watch told of meanwhile. It may know more than the list. */
  readonly #told = new Set<Set<string>>();
  #isFilled = false;

  constructor(store: Pick<Objects<Operation>, "list">) {
    this.#store = store;
  }

  /** Takes in an operation that is there. */
  see(operation: Operation): void {
    const uid = uidOf(operation);
    if (!this.#gone.has(uid)) {
      this.#tell(uid);
      this.#put(operation);
    }
  }

  /** Takes out an operation that is gone. */
  lose(operation: Operation): void {
    const uid = uidOf(operation);
    this.#gone.set(uid, true);
    this.#tell(uid);
    this.#remove(uid);
  }

  /** Lists all operations, and knows exactly these from then on. Rejects as `Objects.list` does. */
  async refill(): Promise<readonly Operation[]> {
    const told = new Set<string>();
    this.#told.add(told);
    try {
      const listed = await this.#store.list();
      const there = new Set(listed.map(uidOf));
      [...this.#serverOf.keys()]
        .filter(uid => !there.has(uid) && !told.has(uid))
        .forEach(uid => {
          this.#remove(uid);
        });
      listed
        .filter(operation => !told.has(uidOf(operation)))
        .forEach(operation => {
          this.#put(operation);
        });
      this.#isFilled = true;
      return listed;
    } finally {
      this.#told.delete(told);
    }
  }

  async of(server: Key): Promise<readonly Operation[]> {
    return this.#isFilled
      ? [...(this.#byServer.get(formatKey(server))?.values() ?? [])]
      : await this.#store.list({
          namespace: server.namespace,
          field: ["spec.serverRef.name", server.name],
        });
  }

  #tell(uid: string): void {
    this.#told.forEach(told => told.add(uid));
  }

  #put(operation: Operation): void {
    const uid = uidOf(operation);
    const { namespace } = keyOf(operation);
    const server = formatKey({ namespace, name: operation.spec.serverRef.name });
    const operations = this.#byServer.get(server) ?? new Map<string, Operation>();
    operations.set(uid, withoutOutput(operation));
    this.#byServer.set(server, operations);
    this.#serverOf.set(uid, server);
  }

  #remove(uid: string): void {
    const server = this.#serverOf.get(uid) ?? "";
    const operations = this.#byServer.get(server);
    operations?.delete(uid);
    if (operations?.size === 0) {
      this.#byServer.delete(server);
    }
    this.#serverOf.delete(uid);
  }
}

function uidOf({ metadata }: Operation): string {
  return metadata?.uid ?? "";
}

/** What most of an operation's bytes are, nobody asks the index for. */
function withoutOutput({ metadata, spec, status }: Operation): Operation {
  const { managedFields: _fields, ...named } = metadata ?? {};
  const { logTail: _tail, steps: _steps, ...kept } = status ?? {};
  return { metadata: named, spec, ...(status === undefined ? {} : { status: kept }) };
}
