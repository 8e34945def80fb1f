import * as z from "zod";
import { MODULE_NAMESPACE, SERVER_LEASE_PREFIX } from "../../api/names";
import { SERVER_LEASE_SECONDS } from "../../defaults";
import { Conflict, DependencyMissing } from "../../domain/errors";
import { referenceTo } from "../../domain/waiting";
import type { ServerLease, ServerLeases } from "../../ports/server-leases";
import { HeldLease, type LeaseTools } from "./held-lease";
import { microTime } from "./micro-time";

const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${MODULE_NAMESPACE}/leases`;

const lease = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  spec: z
    .object({
      holderIdentity: z.string().default(""),
      leaseDurationSeconds: z.number().default(SERVER_LEASE_SECONDS),
      leaseTransitions: z.number().default(0),
    })
    .prefault({}),
});

type Lease = z.infer<typeof lease>;

/**
 * Rights to work on servers, as Leases in the module's namespace: a user's namespace may be terminating.
 *
 * A Lease stays when it is given back: `leaseTransitions` is the fencing token, and must never fall.
 */
export class ApiServerLeases implements ServerLeases {
  readonly #tools: LeaseTools;
  readonly #held = new Set<string>();
  /** Version of a Lease of somebody else, and since when it has not changed: clocks of two hosts differ. */
  readonly #seen = new Map<string, { readonly version: string; readonly sinceMs: number }>();

  constructor(tools: LeaseTools) {
    this.#tools = tools;
  }

  async acquire(serverUid: string): Promise<ServerLease> {
    const name = `${SERVER_LEASE_PREFIX}${serverUid}`;
    const path = `${LEASES}/${name}`;
    if (this.#held.has(name)) {
      throw taken(name, "this controller, for another operation");
    }
    this.#held.add(name);
    try {
      const found = await this.#tools.client.request({ method: "GET", path });
      const taking = found === undefined ? await this.#create(name) : await this.#take(name, found);
      this.#seen.delete(name);
      return new HeldLease(this.#tools, {
        path,
        version: taking.metadata.resourceVersion,
        fence: taking.spec.leaseTransitions,
        onEnd: () => this.#held.delete(name),
      });
    } catch (error: unknown) {
      this.#held.delete(name);
      throw error instanceof Conflict ? taken(name, "another controller") : error;
    }
  }

  async #create(name: string): Promise<Lease> {
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name },
      spec: this.#claim(1),
    };
    return lease.parse(await this.#tools.client.request({ method: "POST", path: LEASES, body }));
  }

  async #take(name: string, found: unknown): Promise<Lease> {
    const { metadata, spec } = lease.parse(found);
    const { holderIdentity } = spec;
    const { identity } = this.#tools;
    // Our own name: a write of ours whose answer was lost.
    const isFree =
      holderIdentity === "" ||
      holderIdentity === identity.name ||
      identity.isDead(holderIdentity) ||
      this.#hasRunOut(name, metadata.resourceVersion, spec.leaseDurationSeconds);
    if (!isFree) {
      throw taken(name, holderIdentity);
    }
    const { resourceVersion } = metadata;
    return lease.parse(
      await this.#tools.client.request({
        method: "PATCH",
        path: `${LEASES}/${name}`,
        body: { metadata: { resourceVersion }, spec: this.#claim(spec.leaseTransitions + 1) },
      }),
    );
  }

  #claim(leaseTransitions: number): object {
    const now = microTime(this.#tools.clock);
    return {
      holderIdentity: this.#tools.identity.name,
      leaseDurationSeconds: SERVER_LEASE_SECONDS,
      acquireTime: now,
      renewTime: now,
      leaseTransitions,
    };
  }

  /** Whether nobody has renewed the Lease for its whole duration, by our own clock. Source: client-go. */
  #hasRunOut(name: string, version: string, durationSeconds: number): boolean {
    const nowMs = this.#tools.clock.monotonic();
    const seen = this.#seen.get(name);
    if (seen?.version !== version) {
      this.#seen.set(name, { version, sinceMs: nowMs });
      return false;
    }
    return nowMs - seen.sinceMs >= durationSeconds * 1000;
  }
}

function taken(name: string, holder: string): DependencyMissing {
  return new DependencyMissing(`${holder} is at work on the server`, {
    reason: "ServerLeased",
    object: referenceTo("Lease", { namespace: MODULE_NAMESPACE, name }),
  });
}
