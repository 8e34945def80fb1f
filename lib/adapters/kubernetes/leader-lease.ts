import { LEADER_LEASE } from "../../api/names";
import { LEADER_LEASE_RENEW_MS, LEADER_LEASE_RETRY_MS, LEADER_LEASE_SECONDS } from "../../defaults";
import type { LeaderElection, LeaderElectionResult } from "../../ports/leader-election";
import type { LeaseTools } from "./held-lease";
import { ApiLeases } from "./leases";

const TERMS = {
  right: "the right to reconcile",
  durationSeconds: LEADER_LEASE_SECONDS,
  renewMs: LEADER_LEASE_RENEW_MS,
  retryMs: LEADER_LEASE_RETRY_MS,
} as const;

/** The right to reconcile, as a Lease in the module's namespace. */
export class ApiLeaderElection implements LeaderElection {
  readonly #leases: ApiLeases;
  readonly #name: string;

  constructor(tools: LeaseTools, name: string = LEADER_LEASE) {
    this.#leases = new ApiLeases(tools, TERMS);
    this.#name = name;
  }

  async acquire(): Promise<LeaderElectionResult> {
    const taking = await this.#leases.acquire(this.#name);
    return "holder" in taking ? { leader: taking.holder } : { leadership: taking.lease };
  }
}
