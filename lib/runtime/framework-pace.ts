import type { KubeConfig } from "@kubernetes/client-node";
import { FRAMEWORK_BURST, FRAMEWORK_REQUEST_MS } from "../defaults";
import type { Clock } from "../ports/clock";

/**
 * Makes the requests of Pepr's own client keep a pace, all of them together.
 *
 * Its watches begin anew at once when they end, whatever ended them, and each request opens a connection of its own:
 * an API server that ends every watch (410 Gone) met hundreds of requests a second, and the process grew by 35 MB a
 * second. Its client prepares every request with this method of `KubeConfig`; ours does not use it.
 */
export function paceFramework(
  prototype: Pick<KubeConfig, "applyToFetchOptions">,
  clock: Pick<Clock, "monotonic" | "schedule">,
): void {
  const prepare = prototype.applyToFetchOptions;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  prototype.applyToFetchOptions = async function (this: KubeConfig, options) {
    const nowMs = clock.monotonic();
    const fullMs = nowMs - FRAMEWORK_BURST * FRAMEWORK_REQUEST_MS;
    freeAtMs = Math.max(freeAtMs, fullMs) + FRAMEWORK_REQUEST_MS;
    if (freeAtMs > nowMs) {
      await new Promise<void>(resolve => clock.schedule(freeAtMs - nowMs, resolve));
    }
    return await prepare.call(this, options);
  };
}
