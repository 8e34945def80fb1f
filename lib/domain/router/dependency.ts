import { INVENTORY_ROLE, MODULE_NAMESPACE, ROUTER_SSH_SECRET } from "../../api/names";
import type { Router } from "../../api/router.generated";
import { conditionOf } from "../conditions";
import { formatKey, type Key } from "../key";

/** The Secret with a router's credentials: its own, else the one of all routers. */
export function routerSecret({ metadata, spec }: Router): Key {
  return spec.sshCredentialsSecretRef === undefined
    ? { namespace: MODULE_NAMESPACE, name: ROUTER_SSH_SECRET }
    : { namespace: metadata?.namespace ?? "", name: spec.sshCredentialsSecretRef };
}

/** What must appear before anybody can try to reach the router, as the last look at it found. */
export function dependencyOf(router: Router): string | undefined {
  const secret = routerSecret(router);
  switch (conditionOf<"Router">(router.status?.conditions, "Ready")?.reason) {
    case "SecretNotFound":
      return `Secret/${formatKey(secret)}`;
    case "SecretForbidden":
      return `RoleBinding/${secret.namespace}/${INVENTORY_ROLE}`;
    default:
      return undefined;
  }
}
