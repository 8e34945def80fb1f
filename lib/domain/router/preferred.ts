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

/** Whether the Router was created before the other one; the UID breaks ties within a second. */
export function isOlder(router: Router, other: Router): boolean {
  return ageOf(router) < ageOf(other);
}

function rankOf(router: Router): string {
  return `${isAdopted(router) ? 1 : 0} ${ageOf(router)}`;
}

function ageOf({ metadata }: Router): string {
  const created = metadata?.creationTimestamp as string | undefined;
  return `${created ?? ""} ${metadata?.uid ?? ""}`;
}
