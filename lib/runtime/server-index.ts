import type { Server } from "../api/server.generated";
import { RIVAL_LIST_SPACING_MS } from "../defaults";
import { Conflict } from "../domain/errors";
import { formatKey, type Key, keyOf } from "../domain/key";
import { claimsOf, precedingRival, type Rival } from "../domain/server/claims";
import type { Clock } from "../ports/clock";
import type { Objects } from "../ports/objects";
import type { ServerRivals } from "../ports/server-rivals";
import { ObjectIndex } from "./object-index";
import { SharedReading } from "./shared-reading";

/** What lists are paced by. */
interface ServerIndexTools {
  readonly clock: Pick<Clock, "monotonic" | "schedule">;
  /** Least time from the beginning of one shared list to that of the next. */
  readonly spacingMs?: number;
}

/** Servers by what they claim. Until the first `refill`, every question is a list. */
export class ServerIndex implements ServerRivals {
  readonly #store: Pick<Objects<Server>, "list">;
  readonly #index: ObjectIndex<Server>;
  readonly #listing: SharedReading<readonly Server[]>;

  constructor(
    store: Pick<Objects<Server>, "list">,
    { clock, spacingMs = RIVAL_LIST_SPACING_MS }: ServerIndexTools,
  ) {
    this.#store = store;
    this.#index = new ObjectIndex({ store, keysOf, keep: claimant });
    this.#listing = new SharedReading(() => this.refill(), { clock, spacingMs });
  }

  /** Takes in a Server that is there; the others that claim what it claims, or claimed until now. */
  see(server: Server): readonly Key[] {
    const before = this.#at(keyOf(server));
    this.#index.see(server);
    const now = this.#at(keyOf(server));
    return this.#others(server, [...claimKeys(before), ...claimKeys(now)]);
  }

  /** Takes out a Server that is gone; the others that claim what it claimed. */
  lose(server: Server): readonly Key[] {
    const before = this.#at(keyOf(server));
    this.#index.lose(server);
    return this.#others(server, claimKeys(before));
  }

  /** Lists all Servers, and knows exactly these from then on. Rejects as `Objects.list` does. */
  async refill(): Promise<readonly Server[]> {
    return await this.#index.refill();
  }

  async preceding(server: Server): Promise<Rival | undefined> {
    const others = this.#index.isFilled
      ? claimKeys(server).flatMap(key => this.#index.with(key))
      : await this.#store.list();
    return precedingRival(server, others);
  }

  /**
   * By a list without a version, which the API server answers as of now. It is judged itself: the index may know of an
   * object what the watch told last, and that may be older. Who asks goes on to the host of the Server that it read: of
   * one that is another now, the answer would say nothing of that host.
   */
  async precedingNow(server: Server): Promise<Rival | undefined> {
    const listed = await this.#listing.next();
    const current = listed.find(({ metadata }) => metadata?.uid === server.metadata?.uid);
    if (current === undefined || !isAsRead(server, current)) {
      const name = formatKey(keyOf(server));
      throw new Conflict(`Server ${name} was changed since it was read`, {
        reason: "ApiUnavailable",
      });
    }
    return precedingRival(current, listed);
  }

  async precedingAt(key: Key): Promise<Rival | undefined> {
    const server = this.#index.isFilled ? this.#at(key) : await this.#find(key);
    return server === undefined ? undefined : await this.preceding(server);
  }

  #at(key: Key): Server | undefined {
    return this.#index.with(placeKey(key))[0];
  }

  async #find(key: Key): Promise<Server | undefined> {
    const all = await this.#store.list();
    return all.find(server => formatKey(keyOf(server)) === formatKey(key));
  }

  #others(server: Server, keys: readonly string[]): readonly Key[] {
    const own = formatKey(keyOf(server));
    const found = keys.flatMap(key => this.#index.with(key)).map(keyOf);
    const others = new Map(found.map(key => [formatKey(key), key]));
    others.delete(own);
    return [...others.values()];
  }
}

function keysOf(server: Server): readonly string[] {
  return [placeKey(keyOf(server)), ...claimKeys(server)];
}

function claimKeys(server: Server | undefined): readonly string[] {
  return server === undefined ? [] : claimsOf(server).map(({ key }) => key);
}

function placeKey(key: Key): string {
  return `place ${formatKey(key)}`;
}

/** Whether nobody edited the Server, and it claims what it did. */
function isAsRead(read: Server, now: Server): boolean {
  return (
    read.metadata?.generation === now.metadata?.generation &&
    claimKeys(read).join() === claimKeys(now).join()
  );
}

/** What a Server claims, since when, and what it counts as. */
function claimant({ metadata, spec, status }: Server): Server {
  const { managedFields: _fields, annotations: _notes, ...named } = metadata ?? {};
  const { ipv4, routerIP, mac } = spec;
  const { mac: found, state, waitingFor } = status ?? {};
  return {
    metadata: named,
    spec: {
      ipv4,
      ...(routerIP === undefined ? {} : { routerIP }),
      ...(mac === undefined ? {} : { mac }),
    },
    status: {
      ...(found === undefined ? {} : { mac: found }),
      ...(state === undefined ? {} : { state }),
      ...(waitingFor === undefined ? {} : { waitingFor }),
    },
  };
}
