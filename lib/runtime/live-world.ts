import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import type { KnownCluster, KnownNode, KnownWorld } from "../domain/admission/known-world";
import { isOver } from "../domain/operation/is-over";
import type { Watch } from "../ports/watch";
import { KnownObjects, slim } from "./known-objects";
import { LiveSurroundings, type SurroundingsSources } from "./live-surroundings";

/** What the world is followed by. */
export interface WorldSources<N> extends SurroundingsSources<N> {
  readonly servers: Watch<Server>;
  readonly profiles: Watch<ProvisioningProfile>;
  readonly operations: Watch<Operation>;
}

/** What admission knows, kept up to date by watches of its own: a webhook that asked the API server would wait for it. */
export class LiveWorld<N extends { readonly metadata?: { readonly name?: string } }>
  implements KnownWorld
{
  readonly #servers: KnownObjects<Server, Server>;
  readonly #profiles: KnownObjects<ProvisioningProfile, ProvisioningProfile>;
  readonly #operations: KnownObjects<Operation, Operation>;
  readonly #surroundings: LiveSurroundings<N>;
  #isSynced = false;

  constructor(sources: WorldSources<N>) {
    const { clock, log } = sources;
    const tools = { clock, log };
    this.#servers = new KnownObjects({ watch: sources.servers, keep: slim, ...tools });
    this.#profiles = new KnownObjects({ watch: sources.profiles, keep: slim, ...tools });
    this.#operations = new KnownObjects({ watch: sources.operations, keep: live, ...tools });
    this.#surroundings = new LiveSurroundings(sources);
  }

  /** Whether every kind was listed. */
  get isSynced(): boolean {
    return this.#isSynced;
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
    return this.#surroundings.routers;
  }

  get nodes(): readonly KnownNode[] {
    return this.#surroundings.nodes;
  }

  get cluster(): KnownCluster {
    return this.#surroundings.cluster;
  }

  /** Follows everything until the signal aborts. Resolves once every kind was listed; facts of the cluster may come later. */
  async start(signal: AbortSignal): Promise<void> {
    const kinds = [this.#servers, this.#profiles, this.#operations];
    for (const kind of kinds) {
      void kind.follow(signal);
    }
    await Promise.all([...kinds.map(({ synced }) => synced), this.#surroundings.start(signal)]);
    this.#isSynced = true;
  }
}

/** An Operation that has not ended, without its output. A fleet has many more that have. */
function live(operation: Operation): Operation | undefined {
  if (isOver(operation)) {
    return undefined;
  }
  const { logTail: _tail, steps: _steps, ...status } = operation.status ?? {};
  return slim(Object.assign({}, operation, { status }));
}
