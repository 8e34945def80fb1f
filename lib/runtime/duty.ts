import { RESYNC_STUCK_MS } from "../defaults";
import type { Adapters } from "./adapters";
import type { Changes } from "./changes";
import { followPause } from "./pause-watch";
import type { Check } from "./probes";
import type { Queues } from "./queues";
import { resyncAll, resyncPeriodically, takeOver } from "./resync";
import type { WorkQueue } from "./workqueue";

/** What the process that reconciles works with. */
export interface DutyTools {
  readonly adapters: Pick<
    Adapters,
    | "store"
    | "serverOperations"
    | "serverRivals"
    | "certificateRequests"
    | "settings"
    | "metrics"
    | "clock"
    | "log"
  >;
  readonly queues: Queues;
  readonly changes: Changes;
}

/** What only the process that reconciles does. Until it begins, the queues take nothing. */
export class Duty {
  readonly #tools: DutyTools;
  #lastPassMs: number | undefined;

  constructor(tools: DutyTools) {
    this.#tools = tools;
    this.#queues.forEach(queue => {
      queue.hold();
    });
  }

  /** Opens the queues and has every object looked at, now and again and again until the signal aborts. */
  begin(signal: AbortSignal): void {
    const { adapters, queues, changes } = this.#tools;
    this.#queues.forEach(queue => {
      queue.open();
    });
    this.#noteTime();
    void takeOver(adapters, queues, changes, signal);
    const onEnd = (): void => {
      this.#noteTime();
    };
    void resyncPeriodically(adapters, queues, changes, { signal, onEnd });
    void followPause(adapters, () => void resyncAll(adapters, queues, changes), signal);
  }

  /** Whether passes come to an end, the periodic one and those over objects, as they do also while the API server is away. */
  get liveness(): readonly Check[] {
    const check = (name: string, isStuck: () => boolean): Check => ({
      name,
      problem: () => (isStuck() ? "none has ended for ten minutes" : undefined),
    });
    return [
      check("periodic-pass", () => this.#isStuck),
      ...Object.entries(this.#tools.queues).map(([kind, queue]: [string, WorkQueue]) =>
        check(`passes-${kind}`, () => queue.stuckMs > RESYNC_STUCK_MS),
      ),
    ];
  }

  get #queues(): readonly WorkQueue[] {
    return Object.values(this.#tools.queues) as WorkQueue[];
  }

  get #isStuck(): boolean {
    const nowMs = this.#tools.adapters.clock.monotonic();
    return this.#lastPassMs !== undefined && nowMs - this.#lastPassMs > RESYNC_STUCK_MS;
  }

  #noteTime(): void {
    this.#lastPassMs = this.#tools.adapters.clock.monotonic();
  }
}
