import { systemClock } from "../../../lib/adapters/system-clock";
import { SERVER_LEASE_SECONDS } from "../../../lib/defaults";
import type { RemoteHost } from "../../../lib/ports/remote-host";
import type { Lease } from "../../../lib/ports/lease";
import type { Adapters } from "../../../lib/runtime/adapters";
import { FakeServerLeases } from "../../fakes/server-leases";
import type { Inventory } from "./inventory";

/** What a controller does to the world, and what it may die at. Everything else only looks. */
const EFFECTS: ReadonlySet<string | symbol> = new Set([
  ...["create", "delete", "updateStatus", "addFinalizer", "removeFinalizer"],
  ...["acquire", "raiseAbove", "release", "ensure", "revoke", "normal", "warning"],
  ...["connect", "run"],
]);

/** What gives its answer at once and changes nothing outside of the process. */
const INSIDE: ReadonlySet<string | symbol> = new Set(["verify", "verifyKey", "close", "stream"]);

/** Of a call: nothing of it happens, or it happens and nobody is left who hears of it. */
export type Moment = "before" | "after";

/** The life of one controller, which ends at its n-th effect. */
export class Life {
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  /** Effects so far. */
  effects = 0;
  readonly #last: number;
  readonly #moment: Moment;
  /** Whether it was killed. */
  isOver = false;
  #end: () => void = () => undefined;

  constructor(last: number, moment: Moment) {
    this.#last = last;
    this.#moment = moment;
    this.ended = new Promise(resolve => (this.#end = resolve));
  }

  /** The adapters as long as it lasts; afterwards no call of theirs does anything or ever comes back. */
  lend(adapters: Adapters, inventory: Inventory): Adapters {
    const { store, secrets, tokens, events, nodes, settings, remoteHosts } = adapters;
    const leases = new FakeServerLeases(inventory.leases, systemClock);
    void this.ended.then(() => {
      leases.isFrozen = true;
      // A Lease runs out by itself; nobody has to watch it do so.
      for (const entry of inventory.leases.entries.values()) {
        entry.renewedMs -= SERVER_LEASE_SECONDS * 1000;
      }
    });
    return {
      ...adapters,
      store: {
        servers: this.#mortal(store.servers),
        profiles: this.#mortal(store.profiles),
        operations: this.#mortal(store.operations),
        routers: this.#mortal(store.routers),
      },
      secrets: this.#mortal(secrets),
      tokens: this.#mortal(tokens),
      events: this.#mortal(events),
      nodes: this.#mortal(nodes),
      settings: this.#mortal(settings),
      leases: this.#mortal(leases, lease => this.#mortal(lease as Lease)),
      remoteHosts: this.#mortal(remoteHosts, host => this.#mortal(host as RemoteHost)),
    };
  }

  #mortal<T extends object>(port: T, wrap: (answer: unknown) => unknown = answer => answer): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function" || INSIDE.has(name)) {
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        }
        return (...args: unknown[]) =>
          this.#call(EFFECTS.has(name), async () => {
            const answer: unknown = await (Reflect.apply(value, target, args) as unknown);
            return typeof answer === "object" ? wrap(answer) : answer;
          });
      },
    });
  }

  async #call(isEffect: boolean, act: () => Promise<unknown>): Promise<unknown> {
    const isLast = isEffect && !this.isOver && ++this.effects === this.#last;
    if (isLast && this.#moment === "before") {
      this.#die();
    }
    await this.#lasting();
    const outcome = await act().then(
      answer => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if (isLast) {
      this.#die();
    }
    await this.#lasting();
    if ("error" in outcome) {
      throw outcome.error as Error;
    }
    return outcome.answer;
  }

  /** Comes back only while it is not over. */
  async #lasting(): Promise<void> {
    if (this.isOver) {
      await new Promise(() => undefined);
    }
  }

  #die(): void {
    this.isOver = true;
    this.#end();
  }
}
