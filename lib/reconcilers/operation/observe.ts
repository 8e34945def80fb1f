import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import type { KnownSurroundings } from "../../domain/admission/known-world";
import { keyOf } from "../../domain/key";
import type { Snapshot } from "../../domain/operation/snapshot";
import { isBefore, predecessors } from "../../domain/operation/turn";
import { precedingRival, type Rival } from "../../domain/server/claims";
import { preferredRouter } from "../../domain/router/preferred";
import type { Settings } from "../../ports/settings";
import { readSettings } from "../settings";
import type { OperationPorts } from "./ports";

/** A snapshot, and the settings that it was judged by; none where they cannot be used. */
export interface Observation {
  readonly snapshot: Snapshot;
  readonly settings: Settings | undefined;
}

/** Reads what decides about the operation: all but its siblings afresh, and of these the ones that it has to wait for. */
export async function observe(ports: OperationPorts, operation: Operation): Promise<Observation> {
  const { store, nodes, serverOperations } = ports;
  const { namespace } = keyOf(operation);
  const serverName = operation.spec.serverRef.name;
  const [settings, server, siblings, node] = await Promise.all([
    readSettings(ports.settings),
    store.servers.get({ namespace, name: serverName }),
    serverOperations.of({ namespace, name: serverName }),
    nodes.get(serverName),
  ]);
  const profileName = profileNameOf(operation, server);
  const [rival, profile, router, predecessor] = await Promise.all([
    findRival(ports, server),
    profileName === undefined ? undefined : store.profiles.get({ namespace, name: profileName }),
    findRouter(ports, server),
    findPredecessor(ports, operation, siblings),
  ]);
  const surroundings = isToBeStarted(operation) ? await surroundingsNow(ports) : undefined;
  return {
    settings: settings.good,
    snapshot: {
      operation,
      server,
      rival,
      profileName,
      profile,
      router,
      node,
      predecessor,
      surroundings,
      controlPlaneIp: settings.good?.controlPlaneIp,
      pauseAll: settings.good?.pauseAll === true,
      settingsProblem: settings.problem,
      acceptsUnknownKeys: settings.good?.unknownKey === "accept",
      nowMs: ports.clock.now(),
    },
  };
}

/** What is known goes on changing; a snapshot does not. */
async function surroundingsNow({ surroundings }: OperationPorts): Promise<KnownSurroundings> {
  const { routers, nodes, cluster } = await surroundings.current();
  return { routers, nodes, cluster };
}

/** Of others nothing is started that would have to fit in. */
function isToBeStarted({ metadata, status }: Operation): boolean {
  return metadata?.deletionTimestamp === undefined && status?.dcJobID === undefined;
}

/** The profile in force: the one the run began with, else the Operation's, else the Server's. */
function profileNameOf(operation: Operation, server: Server | undefined): string | undefined {
  return (
    operation.status?.provisioningProfile ??
    operation.spec.provisioningProfileRef?.name ??
    server?.spec.provisioningProfile
  );
}

/** A Server that comes before this one, read afresh: nobody waits for one that is gone, or claims something else now. */
async function findRival(
  { store, serverRivals }: OperationPorts,
  server: Server | undefined,
): Promise<Rival | undefined> {
  const known = server === undefined ? undefined : await serverRivals.preceding(server);
  const current = known === undefined ? undefined : await store.servers.get(keyOf(known.server));
  return server === undefined || current === undefined
    ? undefined
    : precedingRival(server, [current]);
}

/** The Router with the server's routerIP, in any namespace. A declared one wins over an adopted one. */
async function findRouter(
  { store }: OperationPorts,
  server: Server | undefined,
): Promise<Router | undefined> {
  const routerIP = server?.spec.routerIP;
  if (routerIP === undefined) {
    return undefined;
  }
  const found = await store.routers.list({ field: ["spec.tailscaleIP", routerIP] });
  return preferredRouter(found);
}

/**
 * The first of the operations before this one that have not ended.
 *
 * Each is read before it is waited for: nobody waits for one that is gone. One that the index does not know is looked
 * for once more before a run begins.
 */
async function findPredecessor(
  { store }: OperationPorts,
  operation: Operation,
  siblings: readonly Operation[],
): Promise<string | undefined> {
  for (const sibling of predecessors(operation, siblings)) {
    const key = keyOf(sibling);
    const current = await store.operations.get(key);
    const isSame = current?.metadata?.uid === sibling.metadata?.uid;
    if (current !== undefined && isSame && isBefore(current, operation)) {
      return key.name;
    }
  }
  return undefined;
}
