import { isDeepStrictEqual } from "node:util";
import { API_VERSION } from "../../api/names";
import { Conflict } from "../../domain/errors";
import { type Key, keyOf } from "../../domain/key";
import type { Objects, Selection, StargateObject, StatusOf } from "../../ports/objects";
import type { ApiClient } from "./client";
import type { ApiRequest } from "./request";
import { list, pathOf, type Resource, withoutManagedFields } from "./list";
import { persistently } from "./persistently";
import { RecentAnswers } from "./recent-answers";

/** The objects of one kind of ours, in the API server. */
export class ApiObjects<T extends StargateObject> implements Objects<T> {
  readonly #client: Pick<ApiClient, "request">;
  readonly #resource: Resource;
  readonly #recent = new RecentAnswers<T>();

  constructor(client: Pick<ApiClient, "request">, resource: Resource) {
    this.#client = client;
    this.#resource = resource;
  }

  async get(key: Key): Promise<T | undefined> {
    return await this.#ask(key, { method: "GET", path: this.#path(key) });
  }

  async list(selection: Selection = {}, keep?: (object: T) => T): Promise<readonly T[]> {
    // Without the CRD there are none.
    return (await list<T>(this.#client, this.#resource, selection, { keep }))?.items ?? [];
  }

  async create(object: T): Promise<T | undefined> {
    const key = keyOf(object);
    const { metadata, spec } = object;
    const body = { apiVersion: API_VERSION, kind: this.#resource.kind, metadata, spec };
    try {
      const path = this.#path({ ...key, name: "" });
      return await this.#ask(key, { method: "POST", path, body });
    } catch (error: unknown) {
      if (error instanceof Conflict && (await this.get(key)) !== undefined) {
        return undefined;
      }
      throw error;
    }
  }

  async delete(key: Key): Promise<void> {
    this.#recent.forget(key);
    await this.#client.request({ method: "DELETE", path: this.#path(key) });
  }

  async addFinalizer(object: T, finalizer: string): Promise<boolean> {
    // The API server takes no new finalizer for what is being deleted.
    const after = await this.#updateFinalizers(object, (before, isDeleted) =>
      isDeleted || before.includes(finalizer) ? before : [...before, finalizer],
    );
    return after?.metadata?.finalizers?.includes(finalizer) === true;
  }

  async removeFinalizer(object: T, finalizer: string): Promise<void> {
    await this.#updateFinalizers(object, before => before.filter(name => name !== finalizer));
  }

  async updateStatus(
    key: Key,
    change: (object: T) => StatusOf<T> | undefined,
  ): Promise<T | undefined> {
    const differing = (object: T): StatusOf<T> | undefined => {
      const wanted = change(object);
      return wanted === undefined || same(object.status, wanted) ? undefined : wanted;
    };
    const write = (object: T, status: StatusOf<T>): Promise<T | undefined> =>
      this.#writeStatus(object, status);
    return (
      (await this.#onRecent(key, differing, write)) ??
      (await persistently(async () => {
        const object = await this.get(key);
        const wanted = object === undefined ? undefined : differing(object);
        return object === undefined || wanted === undefined ? object : await write(object, wanted);
      }))
    );
  }

  /**
   * Spares the read where the last answer still holds. The API server judges that by its version; a decision that
   * leads to no write would be judged by nobody, so undefined says that it is to be taken afresh.
   */
  async #onRecent<W>(
    key: Key,
    decide: (object: T) => W | undefined,
    write: (object: T, wanted: W) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const object = this.#recent.at(key);
    const wanted = object === undefined ? undefined : outcomeOf(() => decide(object));
    if (object === undefined || wanted === undefined) {
      return undefined;
    }
    try {
      return await write(object, wanted);
    } catch (error: unknown) {
      if (error instanceof Conflict) {
        return undefined;
      }
      throw error;
    }
  }

  /** Changes the finalizers of this very object; undefined when it is gone, whatever has its name now. */
  async #updateFinalizers(
    object: T,
    change: (finalizers: readonly string[], isDeleted: boolean) => readonly string[],
  ): Promise<T | undefined> {
    const key = keyOf(object);
    const wanted = (current: T): readonly string[] | undefined => {
      const { uid, deletionTimestamp, finalizers: before = [] } = current.metadata ?? {};
      const after = change(before, deletionTimestamp !== undefined);
      return uid !== object.metadata?.uid || after.length === before.length ? undefined : after;
    };
    const write = async (current: T, finalizers: readonly string[]): Promise<T | undefined> => {
      const { resourceVersion } = current.metadata ?? {};
      const body = { metadata: { resourceVersion, finalizers } };
      return await this.#ask(key, { method: "PATCH", path: this.#path(key), body });
    };
    return (
      (await this.#onRecent(key, wanted, write)) ??
      (await persistently(async () => {
        const current = await this.get(key);
        if (current === undefined || current.metadata?.uid !== object.metadata?.uid) {
          return undefined;
        }
        const finalizers = wanted(current);
        return finalizers === undefined ? current : await write(current, finalizers);
      }))
    );
  }

  async #writeStatus(object: T, status: StatusOf<T>): Promise<T | undefined> {
    const { resourceVersion } = object.metadata ?? {};
    return await this.#ask(keyOf(object), {
      method: "PATCH",
      path: `${this.#path(keyOf(object))}/status`,
      // The version makes the API server refuse the write when somebody else was faster.
      body: {
        metadata: { resourceVersion },
        status: replacement({ ...object.status }, { ...status }),
      },
    });
  }

  async #ask(key: Key, request: ApiRequest): Promise<T | undefined> {
    const answer = (await this.#client.request(request)) as T | undefined;
    return this.#recent.remember(key, answer && withoutManagedFields(answer));
  }

  #path(key: Key): string {
    return pathOf(this.#resource, key);
  }
}

/**
 * A merge patch that leaves nothing of the old status behind: what is absent becomes null (RFC 7386), within objects, too.
 * One takes the place of a text, and the other way round, as it is.
 */
function replacement(before: Fields, after: Fields): object {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    fields.map(field => {
      const [old, wanted] = [before[field], after[field]];
      return [
        field,
        isFields(old) && isFields(wanted) ? replacement(old, wanted) : (wanted ?? null),
      ];
    }),
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What it returns; undefined when it throws. */
function outcomeOf<R>(decide: () => R): R | undefined {
  try {
    return decide();
  } catch {
    return undefined;
  }
}

/** Compared as JSON: an undefined field is an absent one. */
function same(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, JSON.parse(JSON.stringify(after)));
}
