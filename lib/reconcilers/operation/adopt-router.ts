import { ADOPTED_ANNOTATION } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { WAIT_POLL_MS } from "../../defaults";
import { formatKey, keyOf } from "../../domain/key";
import { referenceTo } from "../../domain/waiting";
import type { Requeue } from "../../ports/work";
import type { OperationPorts } from "./ports";
import { reportWaiting } from "./report";

/** The address that has no Router, who names it, and with which credentials. */
interface Wanted {
  readonly tailscaleIP: string;
  readonly server: Server;
  readonly profile: ProvisioningProfile;
}

/**
 * Makes a Router for an address that a Server names and no Router has, with the profile's credentials.
 *
 * Its name follows from the address, so two operations make the same one. One of that name that somebody declared
 * for another address is left alone, and waited for.
 */
export async function adoptRouter(
  ports: OperationPorts,
  operation: Operation,
  wanted: Wanted,
): Promise<Requeue> {
  const { store, events } = ports;
  const router = routerFor(wanted);
  const made = await store.routers.create(router);
  if (made !== undefined) {
    const { tailscaleIP, server } = wanted;
    await events.normal(
      { kind: "Router", metadata: made.metadata ?? {} },
      "RouterAdopted",
      `made for Server ${server.metadata?.name ?? ""}, which names ${tailscaleIP} as its router`,
    );
    return { afterMs: 0 };
  }
  const other = await store.routers.get(keyOf(router));
  if (other === undefined || other.spec.tailscaleIP === wanted.tailscaleIP) {
    return { afterMs: 0 };
  }
  const name = formatKey(keyOf(other));
  await reportWaiting(ports, operation, {
    reason: "RouterNameTaken",
    message: `Router ${name} is of ${other.spec.tailscaleIP}, so none of that name can be made for ${wanted.tailscaleIP}; declare a Router with spec.tailscaleIP ${wanted.tailscaleIP}, or remove that one`,
    object: referenceTo("Router", keyOf(other)),
    started: false,
  });
  return { afterMs: WAIT_POLL_MS };
}

function routerFor({ tailscaleIP, server, profile }: Wanted): Router {
  const { sshCredentialsSecretRef, adminUsername } = profile.spec;
  return {
    metadata: {
      namespace: server.metadata?.namespace ?? "",
      name: `router-${tailscaleIP.replaceAll(".", "-")}`,
      annotations: { [ADOPTED_ANNOTATION]: server.metadata?.name ?? "" },
    },
    spec: {
      tailscaleIP,
      sshCredentialsSecretRef,
      ...(adminUsername === undefined ? {} : { adminUsername }),
    },
  } satisfies Partial<Router> as Router;
}
