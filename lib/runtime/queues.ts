import { MAX_CONCURRENT_LOOKS, MAX_CONCURRENT_RECONCILES, REFUSED_BACKOFF_MS } from "../defaults";
import { ApiUnavailable, StargateError } from "../domain/errors";
import { type Key, parseKey } from "../domain/key";
import type { Metrics } from "../ports/metrics";
import type { ServerLeases } from "../ports/server-leases";
import type { Requeue, Wake } from "../ports/work";
import { reconcileCertificateRequest } from "../reconcilers/certificate-request/reconcile";
import { reconcileNode } from "../reconcilers/node/reconcile";
import { reconcileOperation } from "../reconcilers/operation/reconcile";
import { reconcileProfile } from "../reconcilers/profile/reconcile";
import { reconcileRouter } from "../reconcilers/router/reconcile";
import { reconcileServer } from "../reconcilers/server/reconcile";
import type { Adapters } from "./adapters";
import { type FailedPass, FailureLog } from "./failure-log";
import { FairRunSlots } from "./run-slots";
import { WorkQueue } from "./workqueue";

/** One queue for each kind that is reconciled. Keys are `namespace/name`, or a name. */
export interface Queues {
  readonly operations: WorkQueue;
  readonly servers: WorkQueue;
  readonly profiles: WorkQueue;
  readonly routers: WorkQueue;
  readonly certificateRequests: WorkQueue;
  readonly nodes: WorkQueue;
}

/**
 * Wires each reconciler to a queue of its own, so that no kind starves another.
 *
 * No pass begins unless `verify` returns: a process that was frozen may have lost the right to reconcile.
 */
export function createQueues(adapters: Adapters, verify: () => void): Queues {
  const tools = { metrics: adapters.metrics, failures: new FailureLog(adapters.log) };
  const queue = (
    kind: string,
    concurrency: number,
    pass: (key: Key, signal: AbortSignal, leave: () => void) => Promise<Requeue>,
  ): WorkQueue =>
    new WorkQueue({
      clock: adapters.clock,
      concurrency,
      reconcile: async (key, signal, leave) => {
        verify();
        return pass(parseKey(key), signal, leave);
      },
      onFailure: (key, error, attempt) => onFailure(tools, { kind, key, attempt }, error),
    });
  const wake = wakeOf(() => queues);
  const slots = new FairRunSlots({ clock: adapters.clock, wake: key => wake.operation(key) });
  const ports = { ...adapters, slots, wake };
  const small = MAX_CONCURRENT_RECONCILES;
  const queues: Queues = {
    operations: queue("Operation", MAX_CONCURRENT_LOOKS, (key, signal, leave) =>
      reconcileOperation({ ...ports, leases: leaving(ports.leases, leave) }, key, signal),
    ),
    servers: queue("Server", small, key => reconcileServer(ports, key)),
    profiles: queue("ProvisioningProfile", small, key => reconcileProfile(ports, key)),
    routers: queue("Router", small, (key, signal) => reconcileRouter(ports, key, signal)),
    certificateRequests: queue("CertificateSigningRequest", small, key =>
      reconcileCertificateRequest(adapters, key),
    ),
    nodes: queue("Node", small, key => reconcileNode(ports, key)),
  };
  return queues;
}

/** Whoever takes a server's Lease is about to meet a host, and needs no place among those that only look any more. */
function leaving(leases: ServerLeases, leave: () => void): ServerLeases {
  return {
    acquire: async serverUid => {
      leave();
      return await leases.acquire(serverUid);
    },
  };
}

/** What reconcilers wake others by. The queues are made of reconcilers, so they are asked for late. */
function wakeOf(queues: () => Queues): Wake {
  return {
    server: key => {
      queues().servers.add(key);
    },
    operation: key => {
      queues().operations.add(key);
    },
    operationWithin: (key, delayMs) => {
      queues().operations.addWithin(key, delayMs);
    },
    router: key => {
      queues().routers.add(key);
    },
    routerWithin: (key, delayMs) => {
      queues().routers.addWithin(key, delayMs);
    },
    profile: key => {
      queues().profiles.add(key);
    },
  };
}

/** Counts and logs a failure; the least time until it is repeated. */
function onFailure(
  { metrics, failures }: { readonly metrics: Metrics; readonly failures: FailureLog },
  pass: FailedPass,
  error: unknown,
): number | undefined {
  failures.note(pass, error);
  metrics.retried(error instanceof StargateError ? error.reason : "InternalError");
  if (error instanceof ApiUnavailable) {
    return error.retryAfterMs;
  }
  // What only a human can mend is not looked at more often than a human would.
  return error instanceof StargateError && error.disposition === "terminal"
    ? REFUSED_BACKOFF_MS
    : undefined;
}
