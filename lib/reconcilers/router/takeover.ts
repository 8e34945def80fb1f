import type { Router } from "../../api/router.generated";
import { keyOf } from "../../domain/key";
import { isAdopted, preferredRouter } from "../../domain/router/preferred";
import { pinsOf } from "../../domain/pin";
import type { Store } from "../../ports/objects";

/**
 * Whether this Router was made by us and somebody declared one for the same address since; then it goes.
 *
 * It waits until the declared one has a key, so that the record of the first contact is never lost.
 */
export async function yieldToDeclared(store: Store, router: Router): Promise<boolean> {
  if (!isAdopted(router)) {
    return false;
  }
  const others = await sameAddress(store, router);
  const successor = others.find(other => !isAdopted(other) && pinsOf(other).length > 0);
  if (successor === undefined) {
    return false;
  }
  await store.routers.delete(keyOf(router));
  return true;
}

/** The Router of the same address that was declared before this one: only the first is of use. */
export async function firstDeclared(store: Store, router: Router): Promise<Router | undefined> {
  if (isAdopted(router)) {
    return undefined;
  }
  const first = preferredRouter([router, ...(await sameAddress(store, router))]);
  return first === router ? undefined : first;
}

/** The router with the key of an earlier record of the same address, if it has none of its own. */
export async function inheritPins(store: Store, router: Router): Promise<Router> {
  if (pinsOf(router).length > 0) {
    return router;
  }
  const others = await sameAddress(store, router);
  const hostKeys = others.map(other => other.status?.hostKeys ?? []).find(keys => keys.length > 0);
  if (hostKeys === undefined) {
    return router;
  }
  const updated = await store.routers.updateStatus(keyOf(router), ({ status }) => ({
    ...status,
    hostKeys,
  }));
  return updated ?? router;
}

async function sameAddress(store: Store, router: Router): Promise<Router[]> {
  const all = await store.routers.list({ field: ["spec.tailscaleIP", router.spec.tailscaleIP] });
  return all.filter(other => other.metadata?.uid !== router.metadata?.uid);
}
