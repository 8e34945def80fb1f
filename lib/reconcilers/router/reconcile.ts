import { RESYNC_MS, ROUTER_PROBE_MS, ROUTER_RETRY_MS, WAIT_POLL_MS } from "../../defaults";
import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import { conditionOf, isTrue } from "../../domain/conditions";
import {
  AccessDenied,
  DependencyMissing,
  HostUnreachable,
  StargateError,
} from "../../domain/errors";
import { formatKey, type Key, keyOf } from "../../domain/key";
import type { ObservedHostKey } from "../../domain/net/host-key";
import { serverKeyOf } from "../../domain/operation/server-key";
import { pinsOf } from "../../domain/pin";
import { routerConflict } from "../../domain/router/conflict";
import { failedContact, goodContact, notReady, yieldingTo } from "../../domain/router/status";
import { isSameObject, referenceTo, waitOf } from "../../domain/waiting";
import type { Clock } from "../../ports/clock";
import type { Events } from "../../ports/events";
import type { Store } from "../../ports/objects";
import type { SettingsSource } from "../../ports/settings";
import type { Surroundings } from "../../ports/surroundings";
import type { Requeue, Wake } from "../../ports/work";
import { type CredentialPorts, routerHop } from "../credentials";
import { timestamp } from "../timestamp";
import { wakeWaiting } from "../wake-waiting";
import { firstDeclared, inheritPins, yieldToDeclared } from "./takeover";

/** What reconciling a router reaches out to. */
export interface RouterPorts extends CredentialPorts {
  readonly store: Store;
  readonly settings: SettingsSource;
  readonly events: Events;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly wake: Wake;
}

/**
 * One pass over a router: is it there, and is it the one it was?
 *
 * It alone makes the first contact and records the key that operations then insist on.
 */
export async function reconcileRouter(
  ports: RouterPorts,
  key: Key,
  signal: AbortSignal,
): Promise<Requeue> {
  const found = await ports.store.routers.get(key);
  if (found === undefined || (await yieldToDeclared(ports.store, found))) {
    return undefined;
  }
  const first = await firstDeclared(ports.store, found);
  if (first !== undefined) {
    const now = timestamp(ports.clock);
    await ports.store.routers.updateStatus(key, current => yieldingTo(current, first, now));
    return { afterMs: RESYNC_MS };
  }
  const conflict = routerConflict(found, await ports.surroundings.current());
  if (conflict !== undefined) {
    const now = timestamp(ports.clock);
    const after = await ports.store.routers.updateStatus(key, current =>
      notReady(current, conflict, now),
    );
    if (isEdited(found, after)) {
      await wakeBehind(ports, found);
    }
    return { afterMs: WAIT_POLL_MS };
  }
  const router = await inheritPins(ports.store, found);
  try {
    const hop = await routerHop(ports, router, await ports.settings.current());
    const host = await ports.remoteHosts.connect([hop], signal);
    host.close();
    await recordSuccess(ports, router, host.hostKey);
    return { afterMs: ROUTER_PROBE_MS };
  } catch (error: unknown) {
    signal.throwIfAborted();
    return await recordFailure(ports, router, error);
  }
}

async function recordSuccess(
  ports: RouterPorts,
  router: Router,
  hostKey: ObservedHostKey,
): Promise<void> {
  const { store, clock } = ports;
  const after = await store.routers.updateStatus(keyOf(router), current =>
    goodContact(current, hostKey, timestamp(clock)),
  );
  await announceNewKey(ports, router, hostKey);
  // Only when it can be used again: whoever cannot get through a router that answers would be woken by that for ever.
  if (!isTrue<"Router">(router.status?.conditions, "Ready") || isEdited(router, after)) {
    await wakeBehind(ports, router);
  }
}

/**
 * Whether its spec was changed since the look before this one: whoever waits for that may go on, or waits for something
 * else. A change during this look counts, too: the status tells that it was seen.
 */
function isEdited({ status }: Router, after: Router | undefined): boolean {
  const seen = status?.observedGeneration;
  return seen !== undefined && after !== undefined && after.metadata?.generation !== seen;
}

/** Whoever waits for this router, or for what the last look at it lacked, or could not get through it, goes on. */
async function wakeBehind({ store, wake }: RouterPorts, router: Router): Promise<void> {
  const own = referenceTo("Router", keyOf(router));
  const awaited = [own, waitOf(router.status)?.object];
  const [operations, servers] = await Promise.all([store.operations.list(), store.servers.list()]);
  const { tailscaleIP } = router.spec;
  const behind = new Set(
    servers
      .filter(({ spec }) => spec.routerIP === tailscaleIP)
      .map(server => formatKey(keyOf(server))),
  );
  servers
    .filter(({ status }) => isSameObject(waitOf(status)?.object, own))
    .forEach(server => {
      wake.server(formatKey(keyOf(server)));
    });
  wakeWaiting(
    wake,
    operations,
    ({ object }, operation) =>
      awaited.some(each => object !== undefined && isSameObject(each, object)) ||
      (isCutOff(operation) && behind.has(formatKey(serverKeyOf(operation)))),
  );
}

/** Whether the last contact with its server failed. */
function isCutOff({ status }: Operation): boolean {
  return conditionOf<"Operation">(status?.conditions, "HostReachable")?.status === "False";
}

/** A key that is new on record. */
async function announceNewKey(
  { events }: RouterPorts,
  router: Router,
  { fingerprint }: ObservedHostKey,
): Promise<void> {
  if (pinsOf(router).length === 0) {
    const subject = { kind: "Router" as const, metadata: router.metadata ?? {} };
    await events.normal(subject, "HostKeyRecorded", `recorded on first contact: ${fingerprint}`);
  }
}

/** Reports the failure; rejects with it when trying again soon may help. */
async function recordFailure(ports: RouterPorts, router: Router, error: unknown): Promise<Requeue> {
  if (!(error instanceof StargateError) || isOfApi(error)) {
    throw error;
  }
  await recordFailedContact(ports, router, error);
  if (error.reason === "HostKeyMismatch") {
    const subject = { kind: "Router" as const, metadata: router.metadata ?? {} };
    await ports.events.warning(subject, "HostKeyMismatch", error.report);
  }
  if (error instanceof HostUnreachable) {
    ports.wake.routerWithin(formatKey(keyOf(router)), ROUTER_RETRY_MS);
    throw error;
  }
  return { afterMs: error instanceof DependencyMissing ? WAIT_POLL_MS : ROUTER_PROBE_MS };
}

async function recordFailedContact(
  ports: RouterPorts,
  router: Router,
  error: StargateError,
): Promise<void> {
  // The key was shown before the login was refused: operations can insist on it already.
  const hostKey = error instanceof AccessDenied ? error.hostKey : undefined;
  const after = await ports.store.routers.updateStatus(keyOf(router), current =>
    failedContact(current, { error, hostKey }, timestamp(ports.clock)),
  );
  if (hostKey !== undefined) {
    await announceNewKey(ports, router, hostKey);
  }
  const isNewKey = hostKey !== undefined && pinsOf(router).length === 0;
  if (isNewKey || isEdited(router, after)) {
    await wakeBehind(ports, router);
  }
}

/** Whether it is the API server that does not answer, or refuses: no fault of the router. */
function isOfApi({ reason }: StargateError): boolean {
  return reason === "ApiUnavailable" || reason === "ApiForbidden";
}
