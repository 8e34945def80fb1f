import { ADOPTED_ANNOTATION } from "../../api/names";
import type { Router } from "../../api/router.generated";

/** Whether Stargate made the Router because a Server named its address. */
export function isAdopted({ metadata }: Pick<Router, "metadata">): boolean {
  return metadata?.annotations?.[ADOPTED_ANNOTATION] !== undefined;
}

/** Among several Routers of one address: declared before adopted, then the oldest. */
export function preferredRouter(routers: readonly Router[]): Router | undefined {
  return routers.toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1))[0];
}

function rankOf(router: Router): string {
  const created = router.metadata?.creationTimestamp as string | undefined;
  return `${isAdopted(router) ? 1 : 0} ${created ?? ""} ${router.metadata?.uid ?? ""}`;
}
