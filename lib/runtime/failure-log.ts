import { LRUCache } from "lru-cache";
import { StargateError } from "../domain/errors";
import type { Log } from "../ports/log";

/** A pass that failed. `attempt`: the how many-th in a row, from 1 on. */
export interface FailedPass {
  readonly kind: string;
  readonly key: string;
  readonly attempt: number;
}

/** Objects that are remembered: what is said of one more is news again. */
const CAPACITY = 1_000;

/** Logs failed passes: loudly what is new, and what is repeated, such as a router that stays away, for who debugs. */
export class FailureLog {
  readonly #log: Log;
  /** What was said last of each object; of those that failed longest ago it is forgotten. */
  readonly #said = new LRUCache<string, string>({ max: CAPACITY });

  constructor(log: Log) {
    this.#log = log;
  }

  /** Logs the failure of a pass. */
  note(pass: FailedPass, error: unknown): void {
    const isOurs = error instanceof StargateError;
    const fields = isOurs ? { ...pass, reason: error.reason } : { ...pass, error };
    const text = isOurs ? error.report : "a reconcile failed in a way that nobody foresaw";
    if (!this.#isNew(pass, isOurs ? text : String(error))) {
      this.#log.debug(fields, text);
    } else if (isOurs) {
      this.#log.warn(fields, text);
    } else {
      this.#log.error(fields, text);
    }
  }

  #isNew({ kind, key, attempt }: FailedPass, said: string): boolean {
    const name = `${kind} ${key}`;
    const before = this.#said.get(name);
    this.#said.set(name, said);
    return attempt === 1 || before !== said;
  }
}
