import type { ApiClient } from "../adapters/kubernetes/client";
import { MODULE_NAME, MODULE_NAMESPACE } from "../api/names";
import { WATCH_BACKOFF_CAP_MS } from "../defaults";
import { ApiUnavailable } from "../domain/errors";
import { pause } from "../domain/pause";
import { backoffMs } from "../domain/retry";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";

/** The object in which Pepr keeps what capabilities store. Source: Pepr 1.1.4, `src/lib/controller/index.ts`. */
const STORE_PATH = `/apis/pepr.dev/v1/namespaces/${MODULE_NAMESPACE}/peprstores/${MODULE_NAME}-store`;

/**
 * Resolves once the API server tells whether Pepr's store is there; whether it is does not matter.
 *
 * Pepr asks that once, when the module is made, and a module that got no answer serves and watches nothing as long as it
 * lives. So nobody makes it while there would be none. Repeats for as long as there is no answer, at most
 * `WATCH_BACKOFF_CAP_MS` apart, and warns once. Never rejects: what is forbidden is Pepr's to tell.
 */
export async function untilStoreAnswers(
  client: Pick<ApiClient, "request">,
  { clock, log }: { readonly clock: Clock; readonly log: Pick<Log, "warn"> },
): Promise<void> {
  const forever = new AbortController().signal;
  for (let attempt = 1; ; attempt++) {
    try {
      await client.request({ method: "GET", path: STORE_PATH });
      return;
    } catch (error: unknown) {
      if (!(error instanceof ApiUnavailable)) {
        return;
      }
      if (attempt === 1) {
        log.warn({ error }, "nothing begins before the API server answers");
      }
      const wishMs = Math.min(backoffMs(attempt, clock.random()), WATCH_BACKOFF_CAP_MS);
      await pause(clock, Math.max(wishMs, error.retryAfterMs ?? 0), forever);
    }
  }
}
