import type { Operation } from "../../../../lib/api/operation.generated";
import { isTrue } from "../../../../lib/domain/conditions";

type Milestone = "started" | "bootstrapped" | "complete";

/** How far all operations came, and when. */
export class Progress {
  /** Resolves when every operation has ended; rejects when one of them failed. */
  readonly finished: Promise<void>;
  /** Changes of operations that a watch would tell of. */
  changes = 0;
  #startMs = 0;
  readonly #wanted: number;
  readonly #seconds: Readonly<Record<Milestone, Map<string, number>>> = {
    started: new Map(),
    bootstrapped: new Map(),
    complete: new Map(),
  };
  #finish: () => void = () => undefined;
  #fail: (error: Error) => void = () => undefined;

  constructor(wanted: number) {
    this.#wanted = wanted;
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  /** Time runs from now on. */
  start(): void {
    this.#startMs = performance.now();
  }

  /** Takes note of an operation that changed. */
  see(operation: Operation): void {
    this.changes++;
    const name = operation.metadata?.name ?? "";
    if (isTrue<"Operation">(operation.status?.conditions, "Failed")) {
      this.#fail(new Error(`${name}: ${operation.status?.message ?? ""}`));
    }
    for (const milestone of reachedBy(operation)) {
      if (!this.#seconds[milestone].has(name)) {
        this.#seconds[milestone].set(name, (performance.now() - this.#startMs) / 1000);
      }
    }
    if (this.#seconds.complete.size === this.#wanted) {
      this.#finish();
    }
  }

  /** When the first and the last operation came to each milestone, seconds after the start. */
  get details(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.#seconds).flatMap(([what, times]) => [
        [`first ${what} s`, Math.min(...times.values())],
        [`last ${what} s`, Math.max(...times.values())],
      ]),
    );
  }
}

function reachedBy({ status = {} }: Operation): readonly Milestone[] {
  const { conditions, steps = [] } = status;
  return [
    ...(steps.length > 0 ? (["started"] as const) : []),
    ...(isTrue<"Operation">(conditions, "Bootstrapped") ? (["bootstrapped"] as const) : []),
    ...(isTrue<"Operation">(conditions, "Complete") ? (["complete"] as const) : []),
  ];
}
