import { ADOPTED_ANNOTATION } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { InvalidSpec } from "../../domain/errors";
import { keyOf } from "../../domain/key";
import { isOver } from "../../domain/operation/is-over";
import type { Snapshot } from "../../domain/operation/snapshot";
import type { Settings, SettingsSource } from "../../ports/settings";
import type { OperationPorts } from "./ports";

/** A snapshot, and the settings that it was judged by; none where they cannot be used. */
export interface Observation {
  readonly snapshot: Snapshot;
  readonly settings: Settings | undefined;
}

/** Reads everything that decides about the operation, afresh. */
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
  const [profile, router, predecessor] = await Promise.all([
    profileName === undefined ? undefined : store.profiles.get({ namespace, name: profileName }),
    findRouter(ports, server),
    findPredecessor(ports, operation, siblings),
  ]);
  return {
    settings: settings.good,
    snapshot: {
      operation,
      server,
      profileName,
      profile,
      router,
      node,
      predecessor,
      controlPlaneIp: settings.good?.controlPlaneIp,
      pauseAll: settings.good?.pauseAll === true,
      settingsProblem: settings.problem,
      acceptsUnknownKeys: settings.good?.unknownKey === "accept",
      nowMs: ports.clock.now(),
    },
  };
}

/** The settings, or why there are none. Rejects only with what is to be tried again. */
async function readSettings(
  source: SettingsSource,
): Promise<{ readonly good?: Settings; readonly problem: string | undefined }> {
  try {
    return { good: await source.current(), problem: undefined };
  } catch (error: unknown) {
    if (error instanceof InvalidSpec) {
      return { problem: error.report };
    }
    throw error;
  }
}

/** The profile in force: the one the run began with, else the Operation's, else the Server's. */
function profileNameOf(operation: Operation, server: Server | undefined): string | undefined {
  return (
    operation.status?.provisioningProfile ??
    operation.spec.provisioningProfileRef?.name ??
    server?.spec.provisioningProfile
  );
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

/** Among several Routers of one address: declared before adopted, then the oldest. */
export function preferredRouter(routers: readonly Router[]): Router | undefined {
  return routers.toSorted((a, b) => rankOf(a).localeCompare(rankOf(b)))[0];
}

function rankOf(router: Router): string {
  const isAdopted = router.metadata?.annotations?.[ADOPTED_ANNOTATION] !== undefined;
  const created = router.metadata?.creationTimestamp as string | undefined;
  return `${isAdopted ? 1 : 0} ${created ?? ""} ${router.metadata?.uid ?? ""}`;
}

/**
 * The first of the operations before this one that have not ended.
 *
 * Each is read before it is waited for: nobody waits for one that is gone. One that is not known yet is held off by
 * the server's Lease.
 */
async function findPredecessor(
  { store }: OperationPorts,
  operation: Operation,
  siblings: readonly Operation[],
): Promise<string | undefined> {
  const own = turnOf(operation);
  const isBefore = (other: Operation): boolean => !isOver(other) && turnOf(other) < own;
  const before = siblings.filter(isBefore).toSorted((a, b) => (turnOf(a) < turnOf(b) ? -1 : 1));
  for (const sibling of before) {
    const key = keyOf(sibling);
    const current = await store.operations.get(key);
    if (
      current?.metadata?.uid === sibling.metadata?.uid &&
      current !== undefined &&
      isBefore(current)
    ) {
      return key.name;
    }
  }
  return undefined;
}

/**
 * Orders operations: what has begun first, then by creation. The UID breaks ties within a second, and one that was
 * created in the same second may have begun before this one was there.
 */
function turnOf({ metadata, status }: Operation): string {
  const created = metadata?.creationTimestamp as string | undefined;
  return `${status?.startTime === undefined ? 1 : 0} ${created ?? ""} ${metadata?.uid ?? ""}`;
}
