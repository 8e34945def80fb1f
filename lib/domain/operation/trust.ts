import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf } from "../conditions";
import type { HostRole } from "../errors";
import { formatKey, keyOf } from "../key";
import { pinsOf } from "../pin";
import { formatObject, referenceTo, waitOf } from "../waiting";
import { isUntimed } from "./timeouts";
import { type Decision, wait } from "./decision";
import type { Snapshot } from "./snapshot";

/** What stands in the way of comparing the key of every host on the way, if anything. */
export function decideTrust(
  { router, acceptsUnknownKeys }: Pick<Snapshot, "router" | "acceptsUnknownKeys">,
  server: Server,
): Decision | undefined {
  if (router !== undefined && pinsOf(router).length === 0) {
    return acceptsUnknownKeys ? awaitRouter(router) : refuse("router", router);
  }
  return acceptsUnknownKeys || pinsOf(server).length > 0 ? undefined : refuse("server", server);
}

function refuse(role: HostRole, host: Server | Router): Decision {
  const kind = role === "router" ? "Router" : "Server";
  return {
    kind: "Fail",
    reason: "HostKeyNotPinned",
    role,
    message: `${kind} ${formatKey(keyOf(host))} pins no host key and host-key-policy is strict; put its key into spec.hostKeys`,
  };
}

/**
 * The router's own reconciler makes the first contact, so that one writer records the key. While it cannot even try,
 * the time to reach a host does not run.
 */
function awaitRouter(router: Router): Decision {
  const awaited = waitOf(router.status);
  const object = referenceTo("Router", keyOf(router));
  const last = conditionOf<"Router">(router.status?.conditions, "Ready");
  const isTried = awaited === undefined || !isUntimed(awaited.reason);
  return wait(
    awaited?.reason ?? "RouterNotContacted",
    `${formatObject(object)} has not been reached: ${last?.message ?? "not tried yet"}`,
    awaited?.object ?? object,
    isTried,
  );
}
