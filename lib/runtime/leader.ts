import { LEADER_LEASE_RETRY_MS } from "../defaults";
import { pause } from "../domain/pause";
import type { Clock } from "../ports/clock";
import type { LeaderElection, Leadership } from "../ports/leader-election";
import type { Log } from "../ports/log";

/** What standing for election takes. */
export interface LeaderTools {
  readonly election: LeaderElection;
  readonly clock: Pick<Clock, "schedule">;
  readonly log: Log;
}

/** Whom the outcome concerns. */
export interface LeaderEvents {
  /** This process reconciles from now on. */
  readonly onLeading: () => void;
  /** The right was lost, or can no longer be proven: everything has to end. */
  readonly onLost: (reason: unknown) => void;
}

/**
 * Whether this process is the one that reconciles.
 *
 * Once it leads it does so until it ends: a process that lost the right has work under way that only its end stops for sure.
 */
export class Leader {
  readonly #tools: LeaderTools;
  #leadership: Leadership | undefined;
  #known: string | undefined;
  #standing: Promise<void> = Promise.resolve();

  constructor(tools: LeaderTools) {
    this.#tools = tools;
  }

  get isLeading(): boolean {
    return this.#leadership?.lost.aborted === false;
  }

  /** Whether it is known who leads, this process or another. */
  get isSettled(): boolean {
    return this.#leadership !== undefined || this.#known !== undefined;
  }

  /** Throws `LeaseLost` unless this process leads at this moment. A frozen process finds its time over so. */
  verify(): void {
    this.#leadership?.verify();
  }

  /** Stands by until this process leads, or the signal aborts. Never rejects. */
  stand(events: LeaderEvents, signal: AbortSignal): Promise<void> {
    this.#standing = this.#stand(events, signal);
    return this.#standing;
  }

  /**
   * Gives the right back, for the next process to have it at once, also one that an attempt is still about to win: to be
   * called once the signal has aborted. Never rejects.
   */
  async resign(): Promise<void> {
    await this.#standing;
    await this.#leadership?.release();
  }

  async #stand({ onLeading, onLost }: LeaderEvents, signal: AbortSignal): Promise<void> {
    const leadership = await this.#win(signal);
    if (leadership === undefined) {
      return;
    }
    if (signal.aborted) {
      await leadership.release();
      return;
    }
    this.#leadership = leadership;
    this.#tools.log.info({}, "this process reconciles");
    leadership.lost.addEventListener("abort", () => {
      onLost(leadership.lost.reason);
    });
    onLeading();
  }

  async #win(signal: AbortSignal): Promise<Leadership | undefined> {
    const { clock, election, log } = this.#tools;
    while (!signal.aborted) {
      try {
        const result = await election.acquire();
        if ("leadership" in result) {
          return result.leadership;
        }
        if (this.#known !== result.leader) {
          this.#known = result.leader;
          log.info({ leader: result.leader }, "another process reconciles; this one stands by");
        }
      } catch (error: unknown) {
        log.warn({ error }, "nobody can tell which process reconciles; it is asked again");
      }
      await pause(clock, LEADER_LEASE_RETRY_MS, signal);
    }
    return undefined;
  }
}

/** The election of a process that was told to ask nobody. */
export const unopposed: LeaderElection = {
  acquire: () =>
    Promise.resolve({
      leadership: {
        lost: new AbortController().signal,
        verify: () => undefined,
        release: () => Promise.resolve(),
      },
    }),
};
