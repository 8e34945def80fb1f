import { HeldLease } from "../../../../lib/adapters/kubernetes/held-lease";
import type { ApiRequest } from "../../../../lib/adapters/kubernetes/request";
import {
  SERVER_LEASE_RENEW_MS,
  SERVER_LEASE_RETRY_MS,
  SERVER_LEASE_SECONDS,
} from "../../../../lib/defaults";
import { ApiUnavailable, Conflict } from "../../../../lib/domain/errors";
import { FakeClock } from "../../../fakes/clock";
import { silentLog } from "../../../fakes/cluster";

export const PATH = "/leases/stargate-server-u";
export const DURATION_MS = SERVER_LEASE_SECONDS * 1000;
const TIMES = { renewMs: SERVER_LEASE_RENEW_MS, retryMs: SERVER_LEASE_RETRY_MS };
const TERMS = { right: "the right", durationSeconds: SERVER_LEASE_SECONDS, ...TIMES };
const TAKEN = { path: PATH, terms: TERMS, version: "1", fence: 7 };

/** An API server with one Lease, which counts its versions. */
export class LeaseDesk {
  readonly clock = new FakeClock();
  readonly sent: ApiRequest[] = [];
  version = 1;
  ended = 0;
  holder = "one";
  /** What the next writes meet instead of success. */
  answer: () => Promise<unknown> = () => this.written();
  readonly lease = new HeldLease(
    {
      clock: this.clock,
      log: silentLog,
      identity: { name: "one", isDead: () => false },
      client: {
        request: request => {
          if (request.method === "GET") {
            return Promise.resolve(this.found());
          }
          this.sent.push(request);
          return this.answer();
        },
      },
    },
    { ...TAKEN, sinceMs: this.clock.monotonic(), onEnd: () => this.ended++ },
  );

  written(): Promise<unknown> {
    return Promise.resolve({ metadata: { resourceVersion: String(++this.version) } });
  }

  found(): unknown {
    return {
      metadata: { resourceVersion: String(this.version) },
      spec: { holderIdentity: this.holder },
    };
  }

  /** Changes the Lease behind the back of its holder, as the API server would tell. */
  change(holder: string): void {
    this.holder = holder;
    this.version++;
    this.answer = () => {
      this.answer = () => this.written();
      return Promise.reject(taken());
    };
  }

  fail(error: Error): void {
    this.answer = () => Promise.reject(error);
  }

  get bodies(): unknown[] {
    return this.sent.map(({ body }) => body);
  }
}

export function away(): ApiUnavailable {
  return new ApiUnavailable("away", { reason: "ApiUnavailable" });
}

export function taken(): Conflict {
  return new Conflict("changed", { reason: "ApiUnavailable" });
}
