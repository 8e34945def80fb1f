import * as z from "zod";
import { Conflict, LeaseLost } from "../../domain/errors";
import type { Clock } from "../../ports/clock";
import type { Log } from "../../ports/log";
import type { ProcessIdentity } from "../../ports/process-identity";
import type { Lease } from "../../ports/lease";
import type { ApiClient } from "./client";
import { microTime } from "./micro-time";
import { persistently } from "./persistently";

const written = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

const held = written.extend({ spec: z.object({ holderIdentity: z.string().default("") }) });

/** What the leases need. */
export interface LeaseTools {
  readonly client: Pick<ApiClient, "request">;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: ProcessIdentity;
}

/** How long a Lease holds, and what it gives the right to. */
export interface LeaseTerms {
  /** "the right to …" */
  readonly right: string;
  readonly durationSeconds: number;
  /** Pause between two renewals. */
  readonly renewMs: number;
  /** Pause after a renewal that failed. */
  readonly retryMs: number;
}

/** A Lease as it was taken. */
interface Taken {
  readonly path: string;
  readonly terms: LeaseTerms;
  readonly version: string;
  /** Monotonic time before it was asked for: its duration counts from then. */
  readonly sinceMs: number;
  readonly fence: number;
  /** Called once, when the Lease was lost or given back. */
  readonly onEnd: () => void;
}

/**
 * A Lease that this process holds and renews until it is given back.
 *
 * Every write names the version that we last knew to be ours, so nobody else's holding is ever renewed. A process that was
 * frozen finds its time over before it can do anything: the time is looked at, not only waited for. Its end is waited for,
 * too, since a request may hang for longer.
 */
export class HeldLease implements Lease {
  readonly #tools: LeaseTools;
  readonly #taken: Taken;
  readonly #lost = new AbortController();
  #version: string;
  #fence: number;
  #renewedMs: number;
  #cancel: () => void;
  #cancelEnd: () => void;
  #isOver = false;
  /** Writes go one after another: each needs the version of the one before. */
  #writing: Promise<void> = Promise.resolve();

  constructor(tools: LeaseTools, taken: Taken) {
    this.#tools = tools;
    this.#taken = taken;
    this.#version = taken.version;
    this.#fence = taken.fence;
    this.#renewedMs = taken.sinceMs;
    this.#cancel = this.#schedule(taken.terms.renewMs);
    this.#cancelEnd = this.#scheduleEnd();
  }

  get fence(): number {
    return this.#fence;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  verify(): void {
    if (this.#leftMs <= 0) {
      this.#lose("it was not renewed in time");
    }
    this.#lost.signal.throwIfAborted();
    if (this.#isOver) {
      throw this.#ended("it was given back");
    }
  }

  async raiseAbove(fence: number): Promise<void> {
    this.verify();
    if (this.#fence > fence) {
      return;
    }
    await this.#write({ leaseTransitions: fence + 1 });
    this.#fence = fence + 1;
  }

  async release(): Promise<void> {
    if (this.#isOver) {
      return;
    }
    this.#cancel();
    try {
      await this.#write({ holderIdentity: "" });
    } catch (error: unknown) {
      this.#tools.log.debug({ error, lease: this.#taken.path }, "a Lease is left to run out");
    }
    this.#end();
  }

  /** Time for which it holds without a further renewal. */
  get #leftMs(): number {
    const { durationSeconds } = this.#taken.terms;
    return this.#renewedMs + durationSeconds * 1000 - this.#tools.clock.monotonic();
  }

  /** Looks when its time may be over: renewals move that on, and timers may fire a moment too early. */
  #scheduleEnd(): () => void {
    return this.#tools.clock.schedule(this.#leftMs, () => {
      if (this.#leftMs <= 0) {
        this.#lose("it was not renewed in time");
      } else {
        this.#cancelEnd = this.#scheduleEnd();
      }
    });
  }

  #schedule(delayMs: number): () => void {
    return this.#tools.clock.schedule(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    let isRenewed = true;
    try {
      await this.#write({});
    } catch (error: unknown) {
      isRenewed = false;
      this.#tools.log.debug({ error, lease: this.#taken.path }, "a Lease could not be renewed");
    }
    if (this.#isOver) {
      return;
    }
    try {
      this.verify();
    } catch {
      return;
    }
    const { renewMs, retryMs } = this.#taken.terms;
    this.#cancel = this.#schedule(isRenewed ? renewMs : retryMs);
  }

  /** Writes the change and the time, as long as the Lease is ours. */
  async #write(change: object): Promise<void> {
    const write = this.#writing.then(() => persistently(() => this.#patch(change)));
    this.#writing = write.catch(() => undefined);
    await write;
  }

  async #patch(change: object): Promise<void> {
    this.verify();
    const beganMs = this.#tools.clock.monotonic();
    const body = {
      metadata: { resourceVersion: this.#version },
      spec: { renewTime: microTime(this.#tools.clock), ...change },
    };
    try {
      const { path } = this.#taken;
      const answer = await this.#tools.client.request({ method: "PATCH", path, body });
      if (answer === undefined) {
        throw this.#lose("its Lease was deleted");
      }
      this.#version = written.parse(answer).metadata.resourceVersion;
      this.#renewedMs = beganMs;
    } catch (error: unknown) {
      if (error instanceof Conflict) {
        await this.#lookAgain();
      }
      throw error;
    }
  }

  /** Somebody has written: who took it, or who only touched it, or we ourselves, and the answer was lost. */
  async #lookAgain(): Promise<void> {
    const { client, identity } = this.#tools;
    const found = await client.request({ method: "GET", path: this.#taken.path });
    const lease = held.optional().parse(found);
    if (lease?.spec.holderIdentity !== identity.name) {
      throw this.#lose("another controller has taken it");
    }
    this.#version = lease.metadata.resourceVersion;
  }

  #lose(why: string): LeaseLost {
    const error = this.#ended(why);
    if (!this.#isOver) {
      this.#lost.abort(error);
      this.#end();
    }
    return error;
  }

  #ended(why: string): LeaseLost {
    return new LeaseLost(`${this.#taken.terms.right} was lost: ${why}`, { reason: "LeaseLost" });
  }

  /** Once: afterwards the Lease may be another holding of this process. */
  #end(): void {
    this.#cancel();
    this.#cancelEnd();
    if (!this.#isOver) {
      this.#isOver = true;
      this.#taken.onEnd();
    }
  }
}
