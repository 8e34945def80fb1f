import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { type Contender, serverOf } from "./contender";

/** How to reach the API server. */
export interface Access {
  readonly origin: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What became of requests: how long each took, and how many were not admitted. */
export interface Outcome {
  readonly latenciesMs: readonly number[];
  readonly failures: number;
  /** Turned away by the API server before anybody judged them. */
  readonly shed: number;
  readonly seconds: number;
}

/**
 * More than the API server takes in at once (`--max-mutating-requests-inflight`, 200): whatever is too much is turned
 * away there and does not wait here.
 */
const CONNECTIONS = 400;

/** Turned away by the API server (priority and fairness), not by a webhook. */
const TOO_MANY_REQUESTS = 429;

/** Longer than the webhooks' own limit (`webhookTimeout` in package.json, 5 s), which then shows as a failure. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Creates Servers in dry run, as fast or as often as it is told. */
export class Load {
  readonly #pool: Pool;
  #count = 0;

  constructor({ origin, ca, cert, key }: Access) {
    this.#pool = new Pool(origin, { connections: CONNECTIONS, connect: { ca, cert, key } });
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** One create; its time in milliseconds, or why it was not admitted. */
  async create(contender: Contender): Promise<number | "shed" | "failed"> {
    const body = JSON.stringify(serverOf(contender, this.#count++));
    const startMs = performance.now();
    const answer = await this.#pool.request({
      method: "POST",
      path: `/apis/stargate.io/v1alpha1/namespaces/${contender.namespace}/servers?dryRun=All`,
      headers: { "content-type": "application/json" },
      body,
      headersTimeout: REQUEST_TIMEOUT_MS,
    });
    await answer.body.dump();
    if (answer.statusCode === TOO_MANY_REQUESTS) {
      return "shed";
    }
    return answer.statusCode === 201 ? performance.now() - startMs : "failed";
  }

  /** So many creates, so many at once. */
  async closed(contender: Contender, creates: number, width: number): Promise<Outcome> {
    let left = creates;
    return await this.#measured(async note => {
      await Promise.all(
        Array.from({ length: width }, async () => {
          while (left-- > 0) {
            note(await this.create(contender).catch(() => "failed" as const));
          }
        }),
      );
    });
  }

  /** So many creates a second, whatever became of the ones before. */
  async open(contender: Contender, perSecond: number, seconds: number): Promise<Outcome> {
    const total = Math.round(perSecond * seconds);
    return await this.#measured(async note => {
      const startMs = performance.now();
      const all: Promise<void>[] = [];
      for (let sent = 0; sent < total; sent++) {
        const waitMs = startMs + (sent * 1000) / perSecond - performance.now();
        if (waitMs > 1) {
          await delay(waitMs);
        }
        all.push(this.create(contender).then(note, () => note("failed")));
      }
      await Promise.all(all);
    });
  }

  async #measured(
    work: (note: (end: number | "shed" | "failed") => void) => Promise<void>,
  ): Promise<Outcome> {
    const ends: (number | "shed" | "failed")[] = [];
    const startMs = performance.now();
    await work(end => ends.push(end));
    return {
      latenciesMs: ends.filter(end => typeof end === "number"),
      failures: ends.filter(end => end === "failed").length,
      shed: ends.filter(end => end === "shed").length,
      seconds: (performance.now() - startMs) / 1000,
    };
  }
}
