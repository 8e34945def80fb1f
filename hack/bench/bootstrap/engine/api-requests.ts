import { createHistogram } from "node:perf_hooks";
import { ApiClient } from "../../../../lib/adapters/kubernetes/client";

type Request = Parameters<ApiClient["request"]>[0];

/** The module's own client, which is watched at its work. */
export class CountingClient extends ApiClient {
  readonly #times = createHistogram();
  readonly #counts = new Map<string, number>();

  protected override async exchange(request: Request, signal: AbortSignal): Promise<unknown> {
    const startMs = performance.now();
    const kind = `${request.method} ${resourceOf(request)}`;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    try {
      return await super.exchange(request, signal);
    } finally {
      this.#times.record(Math.max(1, Math.round((performance.now() - startMs) * 1000)));
    }
  }

  /** Forgets what was asked so far. */
  reset(): void {
    this.#times.reset();
    this.#counts.clear();
  }

  /** How many requests there were, what for, and how long they took once they had a connection. */
  get figures(): Record<string, number> {
    return {
      "API requests": this.#times.count,
      "API p50 ms": this.#times.percentile(50) / 1000,
      "API p99 ms": this.#times.percentile(99) / 1000,
      ...Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a)),
    };
  }
}

/** The plural in a path, whether the request is for one object or a list, and the subresource. */
function resourceOf({ path }: Request): string {
  const parts = path.replace(/^\/api(s\/[^/]+)?\/v[^/]+\//, "").split("/");
  const [resource = "", name, subresource = ""] =
    parts[0] === "namespaces" && parts.length > 2 ? parts.slice(2) : parts;
  return [resource, name === undefined ? "(list)" : "", subresource].filter(Boolean).join(" ");
}
