import { WATCH_BACKOFF_CAP_MS } from "../defaults";
import { pause } from "../domain/pause";
import { backoffMs } from "../domain/retry";
import { formatKey, keyOf } from "../domain/key";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { StargateObject } from "../ports/objects";
import type { Change, Watch } from "../ports/watch";

/** An object as far as its place goes. */
interface Named {
  readonly metadata?: { readonly namespace?: string; readonly name?: string };
}

/** What is kept of each object, and what following them takes. */
interface KnownObjectsOptions<T, K> {
  readonly watch: Watch<T>;
  /** What is kept of an object; nothing of those that nobody will ask for. */
  readonly keep: (object: T) => K | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The objects of one kind as a watch of its own tells of them: complete once it is synced, and a moment old from then on. */
export class KnownObjects<T extends Named, K> {
  readonly #options: KnownObjectsOptions<T, K>;
  readonly #kept = new Map<string, K>();
  #all: readonly K[] | undefined;
  #sync: () => void = () => undefined;
  /** Resolves when everything was listed once. */
  readonly synced = new Promise<void>(resolve => {
    this.#sync = resolve;
  });

  constructor(options: KnownObjectsOptions<T, K>) {
    this.#options = options;
  }

  /** Everything that is known. */
  get all(): readonly K[] {
    return (this.#all ??= [...this.#kept.values()]);
  }

  /** Follows the objects until the signal aborts. A watch that gives up, as over a right that is missing, begins anew. */
  async follow(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const hasHeard = await this.#followOnce(signal);
      attempt = hasHeard ? 1 : attempt;
      const delayMs = Math.min(backoffMs(attempt, clock.random()), WATCH_BACKOFF_CAP_MS);
      await pause(clock, delayMs, signal);
    }
  }

  /** Whether anything was heard before the watch gave up. */
  async #followOnce(signal: AbortSignal): Promise<boolean> {
    let hasHeard = false;
    try {
      for await (const change of this.#options.watch.follow({}, signal)) {
        hasHeard = true;
        this.#take(change);
      }
    } catch (error: unknown) {
      const words = "what is known of other objects is not kept up to date";
      this.#options.log.warn({ error }, words);
    }
    return hasHeard;
  }

  #take(change: Change<T>): void {
    if (change.kind === "All") {
      this.#kept.clear();
      change.objects.forEach(object => {
        this.#put(object, true);
      });
      this.#sync();
    } else {
      this.#put(change.object, change.kind === "Put");
    }
    this.#all = undefined;
  }

  #put(object: T, isThere: boolean): void {
    const kept = isThere ? this.#options.keep(object) : undefined;
    const place = formatKey(keyOf(object));
    if (kept === undefined) {
      this.#kept.delete(place);
    } else {
      this.#kept.set(place, kept);
    }
  }
}

/** An object without what nobody asks of it. */
export function slim<T extends StargateObject>(object: T): T {
  const { managedFields: _fields, ...metadata } = object.metadata ?? {};
  return Object.assign({}, object, { metadata });
}
