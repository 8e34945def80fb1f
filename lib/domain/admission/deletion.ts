import { CLEANUP_FINALIZER } from "../../api/names";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { isOver } from "../operation/is-over";
import { keyOf } from "../key";
import { isAdopted } from "../router/preferred";
import { cleanupKey, skipCommand } from "../server/cleanup";
import { shown, when } from "../violation";
import { type Judgement, type KnownWorld, refused, together, told } from "./known-world";
import { isGoing, isSamePlace, listed, named } from "./objects";

const FIELD = "metadata.name";

/**
 * Whether a profile may go. An Operation that has not ended reads it until its end; a Server only names it for the
 * next one, which would wait.
 */
export function judgeProfileDeletion(
  profile: ProvisioningProfile,
  { operations, servers }: KnownWorld,
): Judgement {
  const { name, namespace } = profile.metadata ?? {};
  const users = operations.filter(operation => {
    const { spec, status } = operation;
    const used =
      status?.provisioningProfile ??
      spec.provisioningProfileRef?.name ??
      named(servers, spec.serverRef.name, operation)?.spec.provisioningProfile;
    return used === name && operation.metadata?.namespace === namespace && !isOver(operation);
  });
  const namers = servers.filter(
    server =>
      server.spec.provisioningProfile === name &&
      server.metadata?.namespace === namespace &&
      !isGoing(server),
  );
  return together(
    refused(
      when(users.length > 0, FIELD, () => {
        return `${shown(name)} is used by ${listed("Operation", users)} until the end; wait for that, or delete the Operation first`;
      }),
    ),
    told(
      when(namers.length > 0, FIELD, () => {
        return `${shown(name)} is still named by ${listed("Server", namers)}; operations wait until there is a ProvisioningProfile of this name again`;
      }),
    ),
  );
}

/**
 * Whether a Server may go. A run that is at work on it would go on as root, and nobody would see how it ends. One that was
 * repaved is reset first; the Node of another one stays, and what is installed on the host.
 */
export function judgeServerDeletion(server: Server, { operations, nodes }: KnownWorld): Judgement {
  const { name, namespace } = keyOf(server);
  const runs = operations.filter(
    ({ metadata, spec, status }) =>
      metadata?.namespace === namespace &&
      spec.serverRef.name === name &&
      status?.dcJobID !== undefined,
  );
  const live = runs.filter(operation => !isOver(operation) && !isGoing(operation));
  const node = nodes.find(each => each.serverLabel === name && each.name === name);
  const isHeld = server.metadata?.finalizers?.includes(CLEANUP_FINALIZER) === true;
  return together(
    refused(
      when(live.length > 0, FIELD, () => {
        return `${listed("Operation", live)} is at work on ${shown(name)}; wait for its end, or delete the Operation first, which stops it`;
      }),
    ),
    told(
      // What is refused does not happen.
      when(live.length === 0 && (isHeld || node !== undefined), FIELD, () => {
        return isHeld
          ? `${shown(name)} goes once Operation ${cleanupKey(server).name} has drained and removed its Node and cleaned the host; for a host that is gone: ${skipCommand(server)}`
          : `Node ${name} stays, and so does what is installed on the host; order an Operation reset first, or take it out of the cluster by hand (kubectl drain, kubectl delete node, kubeadm reset there)`;
      }),
    ),
  );
}

/**
 * Whether a Router may go. One that Stargate made is made again at need, but nobody remembers its host key then; of two
 * with one address either may go.
 */
export function judgeRouterDeletion(router: Router, { routers, servers }: KnownWorld): Judgement {
  const { tailscaleIP } = router.spec;
  const isSpare = routers.some(
    other =>
      other.spec.tailscaleIP === tailscaleIP && !isSamePlace(other, router) && !isGoing(other),
  );
  const users = isSpare
    ? []
    : servers.filter(server => server.spec.routerIP === tailscaleIP && !isGoing(server));
  const used = `${shown(router.metadata?.name)} is the way to ${listed("Server", users)}`;
  return isAdopted(router)
    ? told(
        when(users.length > 0, FIELD, () => {
          return `${used}; it will be made again, and whatever host key it shows then is recorded`;
        }),
      )
    : refused(
        when(users.length > 0, FIELD, () => {
          return `${used}; give the Servers another spec.routerIP, or delete them first`;
        }),
      );
}
