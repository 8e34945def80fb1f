import * as z from "zod";
import { MODULE_NAMESPACE } from "../../api/names";
import { Conflict } from "../../domain/errors";
import { HeldLease, type LeaseTerms, type LeaseTools } from "./held-lease";
import { microTime } from "./micro-time";

const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${MODULE_NAMESPACE}/leases`;

const lease = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  spec: z
    .object({
      holderIdentity: z.string().default(""),
      leaseDurationSeconds: z.number().optional(),
      leaseTransitions: z.number().default(0),
    })
    .prefault({}),
});

type ApiLease = z.infer<typeof lease>;

/** What an attempt to take a Lease came to: it, or who holds it, in words. */
export type Taking = { readonly lease: HeldLease } | { readonly holder: string };

/**
 * Leases of one kind in the module's namespace.
 *
 * A Lease stays when it is given back: `leaseTransitions` is the fencing token, and must never fall.
 */
export class ApiLeases {
  readonly #tools: LeaseTools;
  readonly #terms: LeaseTerms;
  readonly #held = new Set<string>();
  /** Version of a Lease of somebody else, and since when it has not changed: clocks of two hosts differ. */
  readonly #seen = new Map<string, { readonly version: string; readonly sinceMs: number }>();

  constructor(tools: LeaseTools, terms: LeaseTerms) {
    this.#tools = tools;
    this.#terms = terms;
  }

  /** Takes the Lease, once. Rejects only with `ApiUnavailable` or `AccessDenied`. */
  async acquire(name: string): Promise<Taking> {
    if (this.#held.has(name)) {
      return { holder: "this controller, for another operation" };
    }
    this.#held.add(name);
    try {
      const taking = await this.#attempt(name);
      if ("holder" in taking) {
        this.#held.delete(name);
      }
      return taking;
    } catch (error: unknown) {
      this.#held.delete(name);
      if (error instanceof Conflict) {
        return { holder: "another controller" };
      }
      throw error;
    }
  }

  async #attempt(name: string): Promise<Taking> {
    const path = `${LEASES}/${name}`;
    const sinceMs = this.#tools.clock.monotonic();
    const found = await this.#tools.client.request({ method: "GET", path });
    const taken = found === undefined ? await this.#create(name) : await this.#take(name, found);
    if ("holder" in taken) {
      return taken;
    }
    this.#seen.delete(name);
    return {
      lease: new HeldLease(this.#tools, {
        path,
        terms: this.#terms,
        version: taken.metadata.resourceVersion,
        sinceMs,
        fence: taken.spec.leaseTransitions,
        onEnd: () => this.#held.delete(name),
      }),
    };
  }

  async #create(name: string): Promise<ApiLease> {
    const body = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name },
      spec: this.#claim(1),
    };
    return lease.parse(await this.#tools.client.request({ method: "POST", path: LEASES, body }));
  }

  async #take(name: string, found: unknown): Promise<ApiLease | { readonly holder: string }> {
    const { metadata, spec } = lease.parse(found);
    const { holderIdentity, leaseDurationSeconds = this.#terms.durationSeconds } = spec;
    const { identity } = this.#tools;
    // Our own name: a write of ours whose answer was lost.
    const isFree =
      holderIdentity === "" ||
      holderIdentity === identity.name ||
      identity.isDead(holderIdentity) ||
      this.#hasRunOut(name, metadata.resourceVersion, leaseDurationSeconds);
    if (!isFree) {
      return { holder: holderIdentity };
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
      leaseDurationSeconds: this.#terms.durationSeconds,
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
