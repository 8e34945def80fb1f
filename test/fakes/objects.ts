import { NamespaceTerminating } from "../../lib/domain/errors";
import { formatKey, type Key, keyOf } from "../../lib/domain/key";
import type { Objects, Selection, StargateObject, StatusOf, Store } from "../../lib/ports/objects";
import type { Operation } from "../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../lib/api/provisioning-profile.generated";
import type { Router } from "../../lib/api/router.generated";
import type { Server } from "../../lib/api/server.generated";

/** Objects of one kind, in memory, with the API server's rules for names, versions and status. */
export class FakeObjects<T extends StargateObject> implements Objects<T> {
  readonly #objects = new Map<string, T>();
  #version = 0;
  /** Called before each read; a test makes it throw. */
  onRead: (key: Key) => void = () => undefined;
  /** Called between the read and the write of a status; a test writes in between, or throws. */
  onWrite: (object: T) => void = () => undefined;
  /** Called before each creation; a test makes it throw. */
  onCreate: (object: T) => void = () => undefined;
  /** Namespaces in which nothing can be created any more. */
  readonly goingNamespaces = new Set<string>();
  /** Status writes that went through. */
  writes = 0;

  /** Puts an object there, as a user would; it gets a UID and a generation. */
  put(object: { metadata: Partial<Key>; spec: T["spec"]; status?: T["status"] }): T {
    const { namespace = "dc", name = "" } = object.metadata;
    const stored = this.#store({
      ...object,
      metadata: {
        namespace,
        name,
        uid: `uid-${name}-${++this.#version}`,
        generation: 1,
        creationTimestamp: `2026-01-01T00:00:${String(this.#version % 60).padStart(2, "0")}Z`,
        ...object.metadata,
      },
    } as unknown as T);
    return structuredClone(stored);
  }

  /** The object as it stands. */
  at(name: string, namespace = "dc"): T | undefined {
    return structuredClone(this.#objects.get(formatKey({ namespace, name })));
  }

  get(key: Key): Promise<T | undefined> {
    return this.#answer(() => {
      this.onRead(key);
      return structuredClone(this.#objects.get(formatKey(key)));
    });
  }

  list(
    { namespace, field }: Selection = {},
    keep: (object: T) => T = object => object,
  ): Promise<readonly T[]> {
    return this.#answer(() =>
      [...this.#objects.values()]
        .filter(object => namespace === undefined || keyOf(object).namespace === namespace)
        .filter(object => field === undefined || valueAt(object, field[0]) === field[1])
        .map(object => keep(structuredClone(object))),
    );
  }

  create(object: T): Promise<T | undefined> {
    return this.#answer(() => {
      this.onCreate(object);
      if (this.goingNamespaces.has(keyOf(object).namespace)) {
        throw new NamespaceTerminating("it is going", { reason: "NamespaceTerminating" });
      }
      return this.#objects.has(formatKey(keyOf(object)))
        ? undefined
        : this.put({ metadata: object.metadata ?? {}, spec: object.spec });
    });
  }

  delete(key: Key): Promise<void> {
    return this.#answer(() => {
      const object = this.#objects.get(formatKey(key));
      if (object !== undefined && (object.metadata?.finalizers ?? []).length > 0) {
        const metadata = { ...object.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
        this.#store({ ...object, metadata } as unknown as T);
      } else {
        this.#objects.delete(formatKey(key));
      }
    });
  }

  addFinalizer(object: T, finalizer: string): Promise<boolean> {
    return this.#answer(() => {
      const after = this.#setFinalizers(object, (before, isDeleted) =>
        isDeleted || before.includes(finalizer) ? before : [...before, finalizer],
      );
      return after.includes(finalizer);
    });
  }

  removeFinalizer(object: T, finalizer: string): Promise<void> {
    return this.#answer(() => {
      this.#setFinalizers(object, before => before.filter(name => name !== finalizer));
    });
  }

  async updateStatus(
    key: Key,
    change: (object: T) => StatusOf<T> | undefined,
  ): Promise<T | undefined> {
    const object = await this.get(key);
    const status = object === undefined ? undefined : change(object);
    if (object === undefined || status === undefined || isSame(object.status, status)) {
      return object;
    }
    this.onWrite(object);
    const current = this.#objects.get(formatKey(key));
    if (current?.metadata?.resourceVersion !== object.metadata?.resourceVersion) {
      return await this.updateStatus(key, change);
    }
    this.writes++;
    return structuredClone(this.#store({ ...object, status: clean(status) } as T));
  }

  /** The object's finalizers after the change; a deleted object goes with its last one. */
  #setFinalizers(
    object: T,
    change: (before: readonly string[], isDeleted: boolean) => readonly string[],
  ): readonly string[] {
    const current = this.#objects.get(formatKey(keyOf(object)));
    if (current === undefined || current.metadata?.uid !== object.metadata?.uid) {
      return [];
    }
    const { finalizers: before = [], deletionTimestamp } = current.metadata ?? {};
    const finalizers = [...change(before, deletionTimestamp !== undefined)];
    if (finalizers.length === 0 && deletionTimestamp !== undefined) {
      this.#objects.delete(formatKey(keyOf(object)));
    } else if (finalizers.length !== before.length) {
      this.#store({ ...current, metadata: { ...current.metadata, finalizers } } as T);
    }
    return finalizers;
  }

  #store(object: T): T {
    const stored = structuredClone(object);
    stored.metadata = { ...stored.metadata, resourceVersion: String(++this.#version) };
    this.#objects.set(formatKey(keyOf(stored)), stored);
    return stored;
  }

  #answer<R>(answer: () => R): Promise<R> {
    try {
      return Promise.resolve(answer());
    } catch (error: unknown) {
      return Promise.reject(error as Error);
    }
  }
}

/** All kinds, in memory. */
export class FakeStore implements Store {
  readonly servers = new FakeObjects<Server>();
  readonly profiles = new FakeObjects<ProvisioningProfile>();
  readonly operations = new FakeObjects<Operation>();
  readonly routers = new FakeObjects<Router>();
}

function valueAt(object: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | undefined)?.[name],
      object,
    );
}

function clean<S>(status: S): S {
  return JSON.parse(JSON.stringify(status)) as S;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, entry]) => [name, sorted(entry)]),
  );
}
