import { DEADLINE_SLACK_MS, LAST_LOOK_SECONDS, LEAST_TRY_SECONDS } from "../../defaults";
import { timedSince } from "../../domain/operation/drain-of";
import type { RunInput } from "../../domain/operation/snapshot";
import { limitSeconds, timeoutsOf } from "../../domain/operation/timeouts";
import type { Clock } from "../../ports/clock";

/**
 * The end of one try: a host may answer for ever and never say anything.
 *
 * It comes with the end of the time to reach the host, and from the moment the run is handed over with the end of
 * all the operation's time. A try that begins close to it still gets the time that a contact needs to fail by itself,
 * for that tells why.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #input: RunInput;
  readonly #startMs: number;
  readonly #leastMs: number;
  readonly #abort = new AbortController();
  #isHandedOver: boolean;
  #cancel: () => void;

  constructor(clock: Clock, input: RunInput) {
    const since = timedSince(input.operation);
    this.#clock = clock;
    this.#input = input;
    this.#startMs = since === undefined ? clock.now() : Date.parse(since);
    this.#isHandedOver = input.operation.status?.dcJobID !== undefined;
    this.#leastMs =
      clock.monotonic() + (input.isLate ? LAST_LOOK_SECONDS : LEAST_TRY_SECONDS) * 1000;
    this.#cancel = this.#schedule();
  }

  /** Aborts when the time is over. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Milliseconds until whoever looks sees that the time is over. */
  get leftMs(): number {
    const seconds = limitSeconds(timeoutsOf(this.#input.profile), this.#isHandedOver);
    const endMs = this.#startMs + seconds * 1000 + DEADLINE_SLACK_MS;
    return Math.max(0, endMs - this.#clock.now());
  }

  /** The run is the server's from now on. */
  handOver(): void {
    this.#isHandedOver = true;
    this.#cancel();
    this.#cancel = this.#schedule();
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): () => void {
    const leastMs = this.#leastMs - this.#clock.monotonic();
    return this.#clock.schedule(Math.max(this.leftMs, leastMs), () => {
      this.#abort.abort();
    });
  }
}
