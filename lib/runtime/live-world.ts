import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import { CLUSTER_FACTS_REFRESH_MS } from "../defaults";
import type { KnownCluster, KnownNode, KnownWorld } from "../domain/admission/known-world";
import { isOver } from "../domain/operation/is-over";
import { pause } from "../domain/pause";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";
import type { StargateObject } from "../ports/objects";
import type { Watch } from "../ports/watch";
import { KnownObjects } from "./known-objects";

/** What the world is followed by. `N` is a Node as the API has it. */
export interface WorldSources<N> {
  readonly servers: Watch<Server>;
  readonly profiles: Watch<ProvisioningProfile>;
  readonly operations: Watch<Operation>;
  readonly routers: Watch<Router>;
  readonly nodes: Watch<N>;
  readonly knownNode: (node: N) => KnownNode;
  readonly readCluster: () => Promise<KnownCluster>;
  readonly clock: Clock;
  readonly log: Log;
}

const UNKNOWN_CLUSTER: KnownCluster = { version: undefined, podRanges: [], serviceRanges: [] };

/** What admission knows, kept up to date by watches of its own: a webhook that asked the API server would wait for it. */
export class LiveWorld<N extends { readonly metadata?: { readonly name?: string } }>
  implements KnownWorld
{
  readonly #sources: WorldSources<N>;
  readonly #servers: KnownObjects<Server, Server>;
  readonly #profiles: KnownObjects<ProvisioningProfile, ProvisioningProfile>;
  readonly #operations: KnownObjects<Operation, Operation>;
  readonly #routers: KnownObjects<Router, Router>;
  readonly #nodes: KnownObjects<N, KnownNode>;
  #cluster = UNKNOWN_CLUSTER;

  constructor(sources: WorldSources<N>) {
    const { knownNode, clock, log } = sources;
    const tools = { clock, log };
    this.#sources = sources;
    this.#servers = new KnownObjects({ watch: sources.servers, keep: slim, ...tools });
    this.#profiles = new KnownObjects({ watch: sources.profiles, keep: slim, ...tools });
    this.#operations = new KnownObjects({ watch: sources.operations, keep: live, ...tools });
    this.#routers = new KnownObjects({ watch: sources.routers, keep: slim, ...tools });
    this.#nodes = new KnownObjects({ watch: sources.nodes, keep: knownNode, ...tools });
  }

  get servers(): readonly Server[] {
    return this.#servers.all;
  }

  get profiles(): readonly ProvisioningProfile[] {
    return this.#profiles.all;
  }

  get operations(): readonly Operation[] {
    return this.#operations.all;
  }

  get routers(): readonly Router[] {
    return this.#routers.all;
  }

  get nodes(): readonly KnownNode[] {
    return this.#nodes.all;
  }

  get cluster(): KnownCluster {
    return this.#cluster;
  }

  /** Follows everything until the signal aborts. Resolves once every kind was listed; facts of the cluster may come later. */
  async start(signal: AbortSignal): Promise<void> {
    const kinds = [this.#servers, this.#profiles, this.#operations, this.#routers, this.#nodes];
    for (const kind of kinds) {
      void kind.follow(signal);
    }
    await Promise.all([...kinds.map(({ synced }) => synced), this.#refresh()]);
    void this.#keepRefreshing(signal);
  }

  /** An API server is upgraded now and then. */
  async #keepRefreshing(signal: AbortSignal): Promise<void> {
    const { clock } = this.#sources;
    await pause(clock, CLUSTER_FACTS_REFRESH_MS, signal);
    while (!signal.aborted) {
      await this.#refresh();
      await pause(clock, CLUSTER_FACTS_REFRESH_MS, signal);
    }
  }

  /** What cannot be read stays as it was. */
  async #refresh(): Promise<void> {
    const { readCluster, log } = this.#sources;
    try {
      this.#cluster = await readCluster();
    } catch (error: unknown) {
      log.warn({ error }, "what admission knows of the cluster is not kept up to date");
    }
  }
}

/** An object without what nobody asks of it. */
function slim<T extends StargateObject>(object: T): T {
  const { managedFields: _fields, ...metadata } = object.metadata ?? {};
  return Object.assign({}, object, { metadata });
}

/** An Operation that has not ended, without its output. A fleet has many more that have. */
function live(operation: Operation): Operation | undefined {
  if (isOver(operation)) {
    return undefined;
  }
  const { logTail: _tail, steps: _steps, ...status } = operation.status ?? {};
  return slim(Object.assign({}, operation, { status }));
}
