import type { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../adapters/kubernetes/client";
import type { LeaseTools } from "../adapters/kubernetes/held-lease";
import { ApiLeaderElection } from "../adapters/kubernetes/leader-lease";
import { ApiServerLeases } from "../adapters/kubernetes/server-leases";
import { LEADER_LEASE_TIMEOUT_MS, SERVER_LEASE_TIMEOUT_MS } from "../defaults";
import type { LeaderElection } from "../ports/leader-election";
import type { ServerLeases } from "../ports/server-leases";
import type { Environment } from "./environment";
import { unopposed } from "./leader";

/** What this process may have the right to: two processes never have the same. */
export interface Rights {
  readonly election: LeaderElection;
  readonly leases: ServerLeases;
  /** Closes their connections. */
  readonly close: () => Promise<void>;
}

/**
 * The right to reconcile, and those to work on servers.
 *
 * Each has a client of its own: a renewal waits for no status in a queue, nor that of the one right for those of the other,
 * and no request about a right takes longer than it can afford.
 */
export function createRights(
  kubeConfig: KubeConfig,
  tools: Omit<LeaseTools, "client">,
  { isElected }: Pick<Environment, "isElected">,
): Rights {
  const ofLeader = new ApiClient(kubeConfig, LEADER_LEASE_TIMEOUT_MS);
  const ofServers = new ApiClient(kubeConfig, SERVER_LEASE_TIMEOUT_MS);
  return {
    election: isElected ? new ApiLeaderElection({ ...tools, client: ofLeader }) : unopposed,
    leases: new ApiServerLeases({ ...tools, client: ofServers }),
    close: async () => {
      await Promise.all([ofLeader.close(), ofServers.close()]);
    },
  };
}
