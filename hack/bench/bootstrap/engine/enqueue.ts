import type { Operation } from "../../../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../../../lib/api/provisioning-profile.generated";
import type { Router } from "../../../../lib/api/router.generated";
import type { Server } from "../../../../lib/api/server.generated";
import { Changes } from "../../../../lib/runtime/changes";
import type { Queues } from "../../../../lib/runtime/queues";
import type { Adapters } from "../../../../lib/runtime/adapters";
import type { Watcher } from "./watch";

/** Tells the queues what the module's capabilities tell them when a watch has told those. */
export function enqueuer(
  queues: Queues,
  known: Pick<Adapters, "serverOperations" | "serverRivals" | "judged">,
): Watcher["changed"] {
  const changes = new Changes(queues, known);
  return (kind, object) => {
    switch (kind) {
      case "operations":
        changes.operation(object as Operation);
        return;
      case "servers":
        changes.server(object as Server);
        return;
      case "routers":
        changes.router(object as Router);
        return;
      case "profiles":
        changes.profile(object as ProvisioningProfile);
    }
  };
}
