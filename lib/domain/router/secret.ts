import { MODULE_NAMESPACE, ROUTER_SSH_SECRET } from "../../api/names";
import type { Router } from "../../api/router.generated";
import type { Key } from "../key";

/** The Secret with a router's credentials: its own, else the one of all routers. */
export function routerSecret({ metadata, spec }: Router): Key {
  return spec.sshCredentialsSecretRef === undefined
    ? { namespace: MODULE_NAMESPACE, name: ROUTER_SSH_SECRET }
    : { namespace: metadata?.namespace ?? "", name: spec.sshCredentialsSecretRef };
}
