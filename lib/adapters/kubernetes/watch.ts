import { GROUP } from "../../api/names";
import {
  WATCH_BACKOFF_CAP_MS,
  WATCH_SECONDS,
  WATCH_SHORTEST_MS,
  WATCH_SILENCE_MS,
} from "../../defaults";
import { ApiUnavailable, DependencyMissing } from "../../domain/errors";
import { pause } from "../../domain/pause";
import { backoffMs } from "../../domain/retry";
import type { Clock } from "../../ports/clock";
import type { Selection } from "../../ports/objects";
import type { Change, Watch } from "../../ports/watch";
import type { ApiClient } from "./client";
import { list, type Listing, pathOf, queryOf, type Resource } from "./list";

/** What every object of the API has. */
interface Versioned {
  readonly metadata?: { readonly resourceVersion?: string };
}

/** One line of a watch. */
type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK"; readonly object: T }
  | { readonly type: "ERROR"; readonly object: { readonly message?: string } };

/** How one watch ended. */
interface End {
  /** Where the next one goes on; undefined means that all has to be read again. */
  readonly version: string | undefined;
  readonly trouble: ApiUnavailable | undefined;
}

/** What a watch needs besides the API server. */
interface WatchTools {
  readonly clock: Clock;
  /** Told when the connection is lost, once until it is found again. */
  readonly onTrouble?: (error: ApiUnavailable) => void;
  /** Time without a byte after which a connection counts as lost. */
  readonly silenceMs?: number;
}

/**
 * Watches of the API server, one after the other, so that they look like one that never ends.
 *
 * The server ends each watch after `WATCH_SECONDS`; if even that end does not come, the connection is half open.
 */
export class ApiWatch<T extends Versioned> implements Watch<T> {
  readonly #client: ApiClient;
  readonly #resource: Resource;
  readonly #tools: WatchTools;

  constructor(client: ApiClient, resource: Resource, tools: WatchTools) {
    this.#client = client;
    this.#resource = resource;
    this.#tools = tools;
  }

  async *follow(
    selection: Selection,
    signal: AbortSignal,
  ): AsyncGenerator<Change<T>, void, undefined> {
    const first = await this.#list(selection, signal);
    yield { kind: "All", objects: first.items };
    let version: string | undefined = first.resourceVersion;
    for (let attempt = 0; !signal.aborted; ) {
      const startedMs = this.#tools.clock.now();
      const end: End = yield* this.#goOn(selection, version, signal);
      version = end.version;
      // A watch that ends at once without an error is no better than one that fails.
      const isTooShort = this.#tools.clock.now() - startedMs < WATCH_SHORTEST_MS;
      attempt = end.trouble !== undefined || isTooShort ? attempt + 1 : 0;
      await this.#pause(attempt, end, signal);
    }
  }

  /** One watch, after a listing if that is needed. */
  async *#goOn(
    selection: Selection,
    version: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Change<T>, End, undefined> {
    let from = version;
    try {
      if (from === undefined) {
        const { items, resourceVersion } = await this.#list(selection, signal);
        yield { kind: "All", objects: items };
        from = resourceVersion;
      }
    } catch (error: unknown) {
      return { version: undefined, trouble: asTrouble(error) };
    }
    return yield* this.#watch(selection, from, signal);
  }

  async *#watch(
    selection: Selection,
    from: string,
    signal: AbortSignal,
  ): AsyncGenerator<Change<T>, End, undefined> {
    let version = from;
    let hasSpoken = false;
    try {
      for await (const line of this.#lines(selection, from, signal)) {
        const event = JSON.parse(line) as WatchEvent<T>;
        if (event.type === "ERROR") {
          // Most often 410: the version is too old to go on from.
          return { version: undefined, trouble: undefined };
        }
        hasSpoken = true;
        version = event.object.metadata?.resourceVersion ?? version;
        if (event.type !== "BOOKMARK") {
          yield { kind: event.type === "DELETED" ? "Gone" : "Put", object: event.object };
        }
      }
      return { version, trouble: undefined };
    } catch (error: unknown) {
      return { version: hasSpoken ? version : undefined, trouble: asTrouble(error) };
    }
  }

  #lines(
    selection: Selection,
    resourceVersion: string,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const path = pathOf(this.#resource, { namespace: selection.namespace ?? "", name: "" });
    const query = {
      ...queryOf(selection),
      watch: "true",
      allowWatchBookmarks: "true",
      timeoutSeconds: String(WATCH_SECONDS),
      resourceVersion,
    };
    const silenceMs = this.#tools.silenceMs ?? WATCH_SILENCE_MS;
    return this.#client.lines({ method: "GET", path, query }, { silenceMs, signal });
  }

  async #list(selection: Selection, signal: AbortSignal): Promise<Listing<T>> {
    const found = await list<T>(this.#client, this.#resource, selection, { signal });
    if (found === undefined) {
      const name = `${this.#resource.plural}.${GROUP}`;
      throw new DependencyMissing(`the cluster has no ${name}`, {
        reason: "ApiUnavailable",
        object: { kind: "CustomResourceDefinition", name },
        remedy: "install Stargate's CRDs there, or choose another context",
      });
    }
    return found;
  }

  async #pause(attempt: number, { trouble }: End, signal: AbortSignal): Promise<void> {
    if (attempt === 0 || signal.aborted) {
      return;
    }
    const { clock, onTrouble } = this.#tools;
    if (trouble !== undefined && attempt === 1) {
      onTrouble?.(trouble);
    }
    const wishMs = Math.min(backoffMs(attempt, clock.random()), WATCH_BACKOFF_CAP_MS);
    await pause(clock, Math.max(wishMs, trouble?.retryAfterMs ?? 0), signal);
  }
}

/** What a repetition may mend; anything else goes on to the caller. */
function asTrouble(error: unknown): ApiUnavailable {
  if (error instanceof ApiUnavailable) {
    return error;
  }
  throw error;
}
