import { SERVER_LEASE_RENEW_MS, SERVER_LEASE_SECONDS } from "../../lib/defaults";
import { DependencyMissing, LeaseLost } from "../../lib/domain/errors";
import type { Clock } from "../../lib/ports/clock";
import type { Lease } from "../../lib/ports/lease";
import type { ServerLeases } from "../../lib/ports/server-leases";

/** What the API server keeps of one Lease. */
interface Entry {
  holder: string;
  fence: number;
  renewedMs: number;
}

/** The Leases of one API server, for any number of controllers. */
export class FakeLeaseTable {
  readonly entries = new Map<string, Entry>();

  /** Somebody else takes the Lease now, whatever it is. */
  steal(uid: string): void {
    const entry = this.entries.get(uid);
    if (entry !== undefined) {
      this.entries.set(uid, { ...entry, holder: "thief", fence: entry.fence + 1 });
    }
  }
}

/** One controller's view of the table. Leases are renewed by themselves as long as the controller is not frozen. */
export class FakeServerLeases implements ServerLeases {
  readonly #table: FakeLeaseTable;
  readonly #clock: Clock;
  readonly #name: string;
  /** A frozen controller renews nothing. */
  isFrozen = false;

  constructor(table: FakeLeaseTable, clock: Clock, name = "controller-1") {
    this.#table = table;
    this.#clock = clock;
    this.#name = name;
  }

  acquire(uid: string): Promise<Lease> {
    const nowMs = this.#clock.monotonic();
    const before = this.#table.entries.get(uid);
    const isFree =
      before === undefined ||
      before.holder === "" ||
      nowMs - before.renewedMs >= SERVER_LEASE_SECONDS * 1000;
    if (!isFree) {
      return Promise.reject(
        new DependencyMissing(`${before.holder} is at work on the server`, {
          reason: "ServerLeased",
          object: { kind: "Lease", namespace: "pepr-system", name: `stargate-server-${uid}` },
        }),
      );
    }
    const entry = { holder: this.#name, fence: (before?.fence ?? 0) + 1, renewedMs: nowMs };
    this.#table.entries.set(uid, entry);
    return Promise.resolve(this.#held(uid, entry));
  }

  #held(uid: string, entry: Entry): Lease {
    const lost = new AbortController();
    const isOurs = (): boolean => this.#table.entries.get(uid) === entry;
    const renew = (): void => {
      if (isOurs() && entry.holder !== "") {
        entry.renewedMs = this.isFrozen ? entry.renewedMs : this.#clock.monotonic();
        this.#clock.schedule(SERVER_LEASE_RENEW_MS, renew);
      }
    };
    this.#clock.schedule(SERVER_LEASE_RENEW_MS, renew);
    const verify = (): void => {
      const idleMs = this.#clock.monotonic() - entry.renewedMs;
      if (!isOurs() || idleMs >= SERVER_LEASE_SECONDS * 1000) {
        lost.abort(new LeaseLost("the right to work was lost", { reason: "LeaseLost" }));
      }
      lost.signal.throwIfAborted();
      if (entry.holder === "") {
        throw new LeaseLost("the right to work was given back", { reason: "LeaseLost" });
      }
    };
    return {
      get fence() {
        return entry.fence;
      },
      lost: lost.signal,
      verify,
      raiseAbove: fence => {
        verify();
        entry.fence = Math.max(entry.fence, fence + 1);
        return Promise.resolve();
      },
      release: () => {
        if (isOurs()) {
          entry.holder = "";
        }
        return Promise.resolve();
      },
    };
  }
}
