import { LRUCache } from "lru-cache";
import type { Operation } from "../api/operation.generated";
import { formatKey, type Key, keyOf } from "../domain/key";
import type { Objects } from "../ports/objects";
import type { ServerOperations } from "../ports/server-operations";

/** Operations that are known to be gone: a late word of one must not bring it back. */
const GONE_CAPACITY = 10_000;

/**
 * Operations by their Server, as a watch told of them: a list for each look at a Server would cost the API server
 * a walk over all operations.
 *
 * A watch of Pepr's may tell of two changes in the wrong order, and that something was deleted which it only missed in
 * a list: an older version never replaces a newer one, and a newer one than was deleted is there. Whatever else it
 * missed is put right by the next `refill`. Until the first one, every question is a list.
 */
export class OperationIndex implements ServerOperations {
  readonly #store: Pick<Objects<Operation>, "list">;
  readonly #byServer = new Map<string, Map<string, Operation>>();
  readonly #serverOf = new Map<string, string>();
  /** UID and version of what was deleted. */
  readonly #gone = new LRUCache<string, string>({ max: GONE_CAPACITY });
  /** For each listing under way: the UIDs that the watch told of meanwhile. It may know more than the list. */
  readonly #told = new Set<Set<string>>();
  #isFilled = false;

  constructor(store: Pick<Objects<Operation>, "list">) {
    this.#store = store;
  }

  /** Takes in an operation that is there. */
  see(operation: Operation): void {
    this.#tell(uidOf(operation));
    this.#put(operation);
  }

  /** Takes out an operation that is gone. */
  lose(operation: Operation): void {
    const uid = uidOf(operation);
    this.#tell(uid);
    if (isAtLeast(operation, this.#known(uid))) {
      this.#gone.set(uid, versionOf(operation));
      this.#remove(uid);
    }
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
          // No older than what was told before: even where a restored etcd counts from a lower version on.
          this.#gone.delete(uidOf(operation));
          this.#remove(uidOf(operation));
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
    const gone = this.#gone.get(uid);
    if (
      !isAtLeast(operation, this.#known(uid)) ||
      (gone !== undefined && !isNewer(operation, gone))
    ) {
      return;
    }
    const { namespace } = keyOf(operation);
    const server = formatKey({ namespace, name: operation.spec.serverRef.name });
    const operations = this.#byServer.get(server) ?? new Map<string, Operation>();
    operations.set(uid, withoutOutput(operation));
    this.#byServer.set(server, operations);
    this.#serverOf.set(uid, server);
  }

  /** Version of the operation that is known. */
  #known(uid: string): string | undefined {
    const operation = this.#byServer.get(this.#serverOf.get(uid) ?? "")?.get(uid);
    return operation === undefined ? undefined : versionOf(operation);
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

function versionOf({ metadata }: Operation): string {
  return metadata?.resourceVersion ?? "";
}

/** Whether the operation is no older than that version. */
function isAtLeast(operation: Operation, version = ""): boolean {
  return versionOf(operation) === version || isNewer(operation, version);
}

/** By their numbers, since Kubernetes 1.35 a promise (KEP-5504). Of versions without a number the later word counts. */
function isNewer(operation: Operation, version: string): boolean {
  const [own, other] = [versionOf(operation), version];
  return !/^\d+$/.test(own) || !/^\d+$/.test(other) || BigInt(own) > BigInt(other);
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
