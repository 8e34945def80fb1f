import { LRUCache } from "lru-cache";
import { longestFirst, needlesOf, redactNeedles } from "../domain/redact";
import type { Secret } from "../domain/secret";
import type { SecretRegister } from "../ports/log";

/** Secrets that are remembered; the least recently used one is forgotten first. */
const CAPACITY = 4096;

/** How often a text may be JSON inside JSON: a log line holds an error that holds an answer. */
const JSON_DEPTH = 2;

/** Every secret that was read or minted lately. */
export class RecentSecrets implements SecretRegister {
  readonly #values = new LRUCache<string, readonly string[]>({ max: CAPACITY });
  #needles: readonly string[] | undefined;

  add(secret: Secret): void {
    let spelling = secret.reveal();
    // JSON spells quotes and line ends in its own way, each time anew.
    for (let depth = 0; depth <= JSON_DEPTH; depth++) {
      this.#values.set(spelling, this.#values.get(spelling) ?? needlesOf([spelling]));
      spelling = JSON.stringify(spelling).slice(1, -1);
    }
    this.#needles = undefined;
  }

  redact(text: string): string {
    this.#needles ??= longestFirst([...this.#values.values()].flat());
    return redactNeedles(text, this.#needles);
  }
}
