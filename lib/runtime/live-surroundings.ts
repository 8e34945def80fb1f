import type { Router } from "../api/router.generated";
import {
  API_TIMEOUT_MS,
  CLUSTER_FACTS_FRESH_MS,
  CLUSTER_FACTS_REFRESH_MS,
  WAIT_POLL_MS,
} from "../defaults";
import type { KnownCluster, KnownNode, KnownSurroundings } from "../domain/admission/known-world";
import { ApiUnavailable } from "../domain/errors";
import { pause } from "../domain/pause";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { Surroundings } from "../ports/surroundings";
import type { Watch } from "../ports/watch";
import { KnownObjects, slim } from "./known-objects";
import { RecentReading } from "./recent-reading";

/** What the surroundings are followed by. `N` is a Node as the API has it. */
export interface SurroundingsSources<N> {
  readonly routers: Watch<Router>;
  readonly nodes: Watch<N>;
  readonly knownNode: (node: N) => KnownNode;
  readonly readCluster: () => Promise<KnownCluster>;
  readonly clock: Clock;
  readonly log: Log;
}

const UNKNOWN_CLUSTER: KnownCluster = { version: undefined, podRanges: [], serviceRanges: [] };

/** What hosts have to fit into, by watches and a look at the cluster each minute: nobody who judges by it waits for it. */
export class LiveSurroundings<N extends { readonly metadata?: { readonly name?: string } }>
  implements Surroundings, KnownSurroundings
{
  readonly #sources: SurroundingsSources<N>;
  readonly #routers: KnownObjects<Router, Router>;
  readonly #nodes: KnownObjects<N, KnownNode>;
  readonly #synced: Promise<unknown>;
  readonly #stopped = new AbortController();
  readonly #reading: RecentReading<void>;
  #isSynced = false;
  #firstLook: Promise<void> | undefined;
  #cluster: KnownCluster | undefined;
  /** Why it cannot be read, as far as the log was told. */
  #trouble: string | undefined;

  constructor(sources: SurroundingsSources<N>) {
    const { knownNode, clock, log } = sources;
    this.#sources = sources;
    this.#reading = new RecentReading(() => this.#read(), {
      clock,
      freshMs: CLUSTER_FACTS_FRESH_MS,
    });
    this.#routers = new KnownObjects({ watch: sources.routers, keep: slim, clock, log });
    this.#nodes = new KnownObjects({ watch: sources.nodes, keep: knownNode, clock, log });
    this.#synced = Promise.all([this.#routers.synced, this.#nodes.synced]).then(() => {
      this.#isSynced = true;
    });
  }

  /** Whether everything that is watched was listed. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  get routers(): readonly Router[] {
    return this.#routers.all;
  }

  get nodes(): readonly KnownNode[] {
    return this.#nodes.all;
  }

  get cluster(): KnownCluster {
    return this.#cluster ?? UNKNOWN_CLUSTER;
  }

  /** Follows everything until the signal aborts. Resolves once every kind was listed; facts of the cluster may come later. */
  async start(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => {
      this.#stopped.abort();
    });
    void this.#routers.follow(signal);
    void this.#nodes.follow(signal);
    await Promise.all([this.#synced, this.#looked()]);
    void this.#keepRefreshing(signal);
  }

  async current(): Promise<KnownSurroundings> {
    await this.#untilSynced();
    await this.#looked();
    return this;
  }

  async afresh(): Promise<KnownSurroundings> {
    await this.#untilSynced();
    await this.#reading.recent();
    return this;
  }

  /** One look at the cluster, whatever it found: what could not be read is read again on its time, not by each who asks. */
  async #looked(): Promise<void> {
    this.#firstLook ??= this.#refresh();
    await this.#firstLook;
  }

  /** Who begins before everything was listed waits for that, as long as for any other answer of the API server. */
  async #untilSynced(): Promise<void> {
    if (this.#isSynced) {
      return;
    }
    const wait = new AbortController();
    const either = AbortSignal.any([wait.signal, this.#stopped.signal]);
    const timeout = pause(this.#sources.clock, API_TIMEOUT_MS, either).then(() => "timeout");
    const first = await Promise.race([this.#synced, timeout]);
    wait.abort();
    if (first === "timeout") {
      throw new ApiUnavailable("Nodes and Routers could not be listed yet", {
        reason: "ApiUnavailable",
      });
    }
  }

  /** An API server is upgraded now and then. As long as nothing is known, it is looked for sooner. */
  async #keepRefreshing(signal: AbortSignal): Promise<void> {
    await this.#untilNextLook(signal);
    while (!signal.aborted) {
      await this.#refresh();
      await this.#untilNextLook(signal);
    }
  }

  async #untilNextLook(signal: AbortSignal): Promise<void> {
    const periodMs = this.#cluster === undefined ? WAIT_POLL_MS : CLUSTER_FACTS_REFRESH_MS;
    await pause(this.#sources.clock, periodMs, signal);
  }

  /** What cannot be read stays as it was. */
  async #refresh(): Promise<void> {
    try {
      await this.#reading.recent();
      this.#trouble = undefined;
    } catch (error: unknown) {
      this.#warn(error);
    }
  }

  /** Once for each trouble: it may last for as long as the process. */
  #warn(error: unknown): void {
    const trouble = String(error);
    if (trouble !== this.#trouble) {
      this.#trouble = trouble;
      this.#sources.log.warn({ error }, "what is known of the cluster is not kept up to date");
    }
  }

  async #read(): Promise<void> {
    this.#cluster = await this.#sources.readCluster();
  }
}
