import { MODULE_NAMESPACE, SERVER_LEASE_PREFIX } from "../../api/names";
import { SERVER_LEASE_RENEW_MS, SERVER_LEASE_RETRY_MS, SERVER_LEASE_SECONDS } from "../../defaults";
import { DependencyMissing } from "../../domain/errors";
import { referenceTo } from "../../domain/waiting";
import type { Lease } from "../../ports/lease";
import type { ServerLeases } from "../../ports/server-leases";
import type { LeaseTools } from "./held-lease";
import { ApiLeases } from "./leases";

const TERMS = {
  right: "the right to work on the server",
  durationSeconds: SERVER_LEASE_SECONDS,
  renewMs: SERVER_LEASE_RENEW_MS,
  retryMs: SERVER_LEASE_RETRY_MS,
} as const;

/** Rights to work on servers, as Leases in the module's namespace: a user's namespace may be terminating. */
export class ApiServerLeases implements ServerLeases {
  readonly #leases: ApiLeases;

  constructor(tools: LeaseTools) {
    this.#leases = new ApiLeases(tools, TERMS);
  }

  async acquire(serverUid: string): Promise<Lease> {
    const name = `${SERVER_LEASE_PREFIX}${serverUid}`;
    const taking = await this.#leases.acquire(name);
    if ("holder" in taking) {
      throw new DependencyMissing(`${taking.holder} is at work on the server`, {
        reason: "ServerLeased",
        object: referenceTo("Lease", { namespace: MODULE_NAMESPACE, name }),
      });
    }
    return taking.lease;
  }
}
