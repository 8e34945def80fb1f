import type { Operation } from "../api/operation.generated";
import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import type { Server } from "../api/server.generated";
import { SERVER_SETTLE_MS } from "../defaults";
import { formatKey, type Key, keyOf } from "../domain/key";
import { isDone } from "../domain/operation/decide";
import { serverKeyOf } from "../domain/operation/server-key";
import type { StargateObject } from "../ports/objects";
import type { Adapters } from "./adapters";
import { News, wishOf } from "./news";
import type { Queues } from "./queues";

/** What is known of objects without asking for them. */
type Known = Pick<Adapters, "serverOperations" | "serverRivals" | "judged">;

type ChangedQueues = Pick<Queues, "operations" | "servers" | "profiles" | "routers">;

/** What a change of an object of ours asks for. A watch tells it of changes, and of objects that it lists. */
export class Changes {
  readonly #queues: ChangedQueues;
  readonly #known: Known;
  readonly #news = new News<StargateObject>(wishOf);
  readonly #phases = new News<Operation>(({ status }) => status?.phase ?? "Pending");

  constructor(queues: ChangedQueues, known: Known) {
    this.#queues = queues;
    this.#known = known;
  }

  /**
   * A Server's state follows from its operations: from each of their phases at once, from their progress soon. One that
   * has no status says nothing yet, and of a thousand that come at once each has its own first.
   */
  operation(operation: Operation): void {
    this.#known.serverOperations.see(operation);
    const server = formatKey(serverKeyOf(operation));
    const isNews = this.#news.isNews(operation);
    const isNewPhase = this.#phases.isNews(operation);
    if (isNews && !isDone(operation)) {
      this.#queues.operations.add(formatKey(keyOf(operation)));
    }
    if ((isNewPhase || isNews) && hasSaid(operation)) {
      this.#queues.servers.add(server);
    } else {
      this.#queues.servers.addWithin(server, SERVER_SETTLE_MS);
    }
  }

  /** Its Server's state follows from the others, and one of them may wait for its turn. */
  operationGone(operation: Operation): void {
    this.#known.serverOperations.lose(operation);
    this.#news.forget(operation);
    this.#phases.forget(operation);
    this.#queues.servers.add(formatKey(serverKeyOf(operation)));
  }

  /**
   * A status is written in pieces, by operations and by the Server's own pass: it is looked at once it is all there, and
   * not for what that pass itself wrote. Those that claim what it claims are looked at, too: it may be their turn.
   */
  server(server: Server): void {
    const key = formatKey(keyOf(server));
    const rivals = this.#known.serverRivals.see(server);
    if (this.#news.isNews(server)) {
      this.#queues.servers.add(key);
      this.#look(rivals);
    } else if (!this.#known.judged.has(server)) {
      this.#queues.servers.addWithin(key, SERVER_SETTLE_MS);
    }
  }

  /** What it claimed is free. */
  serverGone(server: Server): void {
    this.#news.forget(server);
    this.#look(this.#known.serverRivals.lose(server));
  }

  profile(profile: ProvisioningProfile): void {
    if (this.#news.isNews(profile)) {
      this.#queues.profiles.add(formatKey(keyOf(profile)));
    }
  }

  router(router: Router): void {
    if (this.#news.isNews(router)) {
      this.#queues.routers.add(formatKey(keyOf(router)));
    }
  }

  #look(servers: readonly Key[]): void {
    servers.forEach(key => {
      this.#queues.servers.add(formatKey(key));
    });
  }
}

/** Whether a Server's state can follow from it: it has a status, or is being deleted. */
function hasSaid({ metadata, status }: Operation): boolean {
  return status?.phase !== undefined || metadata?.deletionTimestamp !== undefined;
}
