import { RUN_CLAIM_MS, RUN_SETTLE_MS } from "../defaults";
import type { Clock } from "../ports/clock";
import type { RunClaim, RunGrant, RunLimits, RunSlots } from "../ports/run-slots";

/** A claim that waits, and until when it counts. */
interface Waiting {
  readonly claim: RunClaim;
  readonly untilMs: number;
}

/** What the slots need. */
export interface RunSlotsTools {
  readonly clock: Clock;
  /** Makes the operation ask again. */
  readonly wake: (key: string) => void;
}

/**
 * Places for runs, in all and for each router, given to the oldest claim that fits.
 *
 * A full router does not hold up the operations behind another one. A claim that was not repeated for a while
 * is forgotten: its operation may be gone. In the first moments of a process nothing is given, so that after a
 * restart the oldest operation is first, and not the one that was listed first.
 */
export class FairRunSlots implements RunSlots {
  readonly #tools: RunSlotsTools;
  readonly #waiting = new Map<string, Waiting>();
  readonly #taken = new Map<string, RunClaim>();
  #limits: RunLimits = { total: 0, perRouter: 0 };
  #isOpen = false;

  constructor(tools: RunSlotsTools) {
    this.#tools = tools;
    // The timer alone decides: it may fire a moment before a clock says that its time is over.
    tools.clock.schedule(RUN_SETTLE_MS, () => {
      this.#isOpen = true;
      this.#wakeNext();
    });
  }

  claim(claim: RunClaim, limits: RunLimits): RunGrant {
    const nowMs = this.#tools.clock.monotonic();
    this.#limits = limits;
    this.#waiting.set(claim.key, { claim, untilMs: nowMs + RUN_CLAIM_MS });
    if (claim.isAtWork || this.#next(nowMs).has(claim.key)) {
      return this.#take(claim);
    }
    return { granted: false, because: this.#why(claim) };
  }

  withdraw(key: string): void {
    if (this.#waiting.delete(key)) {
      this.#wakeNext();
    }
  }

  #take(claim: RunClaim): RunGrant {
    this.#waiting.delete(claim.key);
    this.#taken.set(claim.key, claim);
    return {
      granted: true,
      release: () => {
        if (this.#taken.get(claim.key) === claim) {
          this.#taken.delete(claim.key);
          this.#wakeNext();
        }
      },
    };
  }

  #wakeNext(): void {
    for (const key of this.#next(this.#tools.clock.monotonic())) {
      this.#tools.wake(key);
    }
  }

  /** The keys of the claims that fit now, oldest first. */
  #next(nowMs: number): ReadonlySet<string> {
    const fitting = new Set<string>();
    if (!this.#isOpen) {
      return fitting;
    }
    let total = this.#taken.size;
    const behind = this.#countByRouter();
    for (const { claim } of this.#oldestFirst(nowMs)) {
      const count = behind.get(claim.router) ?? 0;
      if (total >= this.#limits.total) {
        break;
      }
      if (claim.router === undefined || count < this.#limits.perRouter) {
        fitting.add(claim.key);
        behind.set(claim.router, count + 1);
        total++;
      }
    }
    return fitting;
  }

  #oldestFirst(nowMs: number): Waiting[] {
    for (const [key, { untilMs }] of this.#waiting) {
      if (untilMs <= nowMs) {
        this.#waiting.delete(key);
      }
    }
    return [...this.#waiting.values()].sort((a, b) => (a.claim.since < b.claim.since ? -1 : 1));
  }

  #countByRouter(): Map<string | undefined, number> {
    const counts = new Map<string | undefined, number>();
    for (const { router } of this.#taken.values()) {
      counts.set(router, (counts.get(router) ?? 0) + 1);
    }
    return counts;
  }

  #why({ router }: RunClaim): string {
    if (!this.#isOpen) {
      return "the controller has just started and collects what waits";
    }
    const behind = this.#countByRouter().get(router) ?? 0;
    const { total, perRouter } = this.#limits;
    return router !== undefined && behind >= perRouter && this.#taken.size < total
      ? `as many runs go through router ${router} as may: ${perRouter} (max-concurrent-operations-per-router)`
      : `as many runs are at work as may: ${total} (max-concurrent-operations)`;
  }
}
