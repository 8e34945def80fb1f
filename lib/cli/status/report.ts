import type { Operation } from "../../api/operation.generated";
import type { Router } from "../../api/router.generated";
import type { Server } from "../../api/server.generated";
import { conditionOf } from "../../domain/conditions";
import { formatKey, type Key, keyOf } from "../../domain/key";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { newestOperation } from "../../domain/operation/newest";
import { serverKeyOf } from "../../domain/operation/server-key";
import { waitOf } from "../../domain/waiting";
import { between } from "../duration";
import { resultOf } from "../logs/narrate";
import { oneLine } from "../text";
import type { Fleet } from "./fleet";

/** Shape of the report. It changes only with its number; fields may come, none goes. */
const SCHEMA = "stargate-status/v2";

/** What `status -o json` prints. Documented in docs/reference/cli.md. */
export interface StatusReport {
  readonly schema: typeof SCHEMA;
  readonly servers: readonly ServerEntry[];
  readonly routers: readonly RouterEntry[];
  readonly summary: {
    readonly servers: Readonly<Record<ServerState | "total", number>>;
    readonly routers: { readonly total: number; readonly ready: number };
  };
}

/** `absent`: an Operation waits for a Server that is not there. */
export type ServerState = "ready" | "provisioning" | "pending" | "error" | "absent";

/** A Server with its latest Operation. */
export interface ServerEntry {
  readonly namespace: string;
  readonly name: string;
  readonly state: ServerState;
  readonly os: string | null;
  readonly node: string | null;
  readonly ipv4: string | null;
  readonly routerIP: string | null;
  readonly profile: string | null;
  readonly podCIDR: string | null;
  readonly message: string | null;
  /** What the Server waits for: with its Operation, or by itself. */
  readonly waitingFor: WaitEntry | null;
  readonly operation: OperationEntry | null;
}

/** `status.waitingFor` of an object. */
export interface WaitEntry {
  readonly reason: string;
  readonly object: {
    readonly kind: string;
    readonly namespace: string | null;
    readonly name: string;
  } | null;
  readonly since: string;
  /** Since then, up to now. */
  readonly durationSeconds: number | null;
  readonly clearsWhen: string;
  readonly message: string;
}

/** The Operation at work, else the one created last. */
export interface OperationEntry {
  readonly name: string;
  readonly operation: string;
  readonly phase: string;
  /** Of the condition that sums up: Failed, or Complete. */
  readonly reason: string | null;
  readonly step: string | null;
  /** How often that step was begun. */
  readonly attempt: number | null;
  readonly startTime: string | null;
  readonly completionTime: string | null;
  /** Up to now while it runs. */
  readonly durationSeconds: number | null;
  readonly waitingFor: WaitEntry | null;
  readonly message: string | null;
}

/** A Router, and whether servers can be reached through it. */
export interface RouterEntry {
  readonly namespace: string;
  readonly name: string;
  readonly tailscaleIP: string;
  /** True, False or Unknown. */
  readonly ready: string;
  readonly reason: string | null;
  readonly message: string | null;
}

/** The report on a fleet. */
export function reportOn(fleet: Fleet, nowMs: number): StatusReport {
  // A dry run is none of the server's business.
  const operations = byServer([...fleet.operations.values()].filter(each => !isDryRun(each)));
  const now = new Date(nowMs).toISOString();
  const known = [...fleet.servers.entries()].map(([key, server]) =>
    serverEntry(server, latest(operations.get(key) ?? []), now),
  );
  const absent = [...operations.entries()]
    .filter(([key]) => !fleet.servers.has(key))
    .flatMap(([, ofOne]) => absentEntry(ofOne, now));
  const servers = [...known, ...absent].sort(byKey);
  const routers = [...fleet.routers.values()].map(routerEntry).sort(byKey);
  return { schema: SCHEMA, servers, routers, summary: summaryOf(servers, routers) };
}

function byServer(operations: Iterable<Operation>): ReadonlyMap<string, readonly Operation[]> {
  const found = new Map<string, Operation[]>();
  for (const operation of operations) {
    const key = formatKey(serverKeyOf(operation));
    found.set(key, [...(found.get(key) ?? []), operation]);
  }
  return found;
}

function serverEntry(server: Server, operation: Operation | undefined, now: string): ServerEntry {
  const { spec, status = {} } = server;
  return {
    ...keyOf(server),
    state: status.state ?? "pending",
    os: text(status.os),
    node: text(status.nodeName),
    ipv4: text(spec.ipv4),
    routerIP: text(spec.routerIP),
    profile: text(status.appliedProvisioningProfile ?? spec.provisioningProfile),
    podCIDR: text(status.podCIDR),
    message: text(status.message),
    waitingFor: waitEntry(status, now),
    operation: operation === undefined ? null : operationEntry(operation, now),
  };
}

/** What is over needs no Server any more. */
function absentEntry(operations: readonly Operation[], now: string): readonly ServerEntry[] {
  const operation = latest(operations);
  if (operation === undefined || resultOf(operation) !== undefined) {
    return [];
  }
  const name = operation.spec.serverRef.name;
  const { namespace } = keyOf(operation);
  const stub = { metadata: { namespace, name }, spec: {} } as Server;
  return [{ ...serverEntry(stub, operation, now), state: "absent" }];
}

function latest(operations: readonly Operation[]): Operation | undefined {
  const atWork = operations.filter(
    operation => operation.status?.startTime !== undefined && resultOf(operation) === undefined,
  );
  return newestOperation(atWork.length > 0 ? atWork : operations);
}

function operationEntry(operation: Operation, now: string): OperationEntry {
  const { spec, status = {} } = operation;
  const isFailed = resultOf(operation) === "Failed";
  const { startTime, completionTime } = status;
  const tookMs = between(startTime, completionTime ?? now);
  const condition = conditionOf<"Operation">(status.conditions, isFailed ? "Failed" : "Complete");
  return {
    name: keyOf(operation).name,
    operation: spec.operation,
    phase: text(status.phase) ?? "Pending",
    reason: text(condition?.reason),
    step: text(status.step),
    attempt: attemptOf(status),
    startTime: text(startTime),
    completionTime: text(completionTime),
    durationSeconds: secondsOf(tookMs),
    waitingFor: waitEntry(status, now),
    message: text(status.message),
  };
}

function waitEntry(status: Parameters<typeof waitOf>[0], now: string): WaitEntry | null {
  const wait = waitOf(status);
  if (wait === undefined) {
    return null;
  }
  const { reason, object, since, clearsWhen, message } = wait;
  return {
    reason: oneLine(reason),
    object:
      object === undefined
        ? null
        : {
            kind: oneLine(object.kind),
            namespace: text(object.namespace),
            name: oneLine(object.name),
          },
    since: oneLine(since),
    durationSeconds: secondsOf(between(since, now)),
    clearsWhen: oneLine(clearsWhen),
    message: oneLine(message),
  };
}

function secondsOf(tookMs: number | undefined): number | null {
  return tookMs === undefined ? null : Math.max(0, Math.round(tookMs / 1000));
}

/** Attempts of the step that `status.step` names, such as 7/14 kubelet. */
function attemptOf({ step = "", steps = [] }: NonNullable<Operation["status"]>): number | null {
  const name = step.slice(step.indexOf(" ") + 1);
  return steps.find(each => each.name === name)?.attempts ?? null;
}

function routerEntry(router: Router): RouterEntry {
  const ready = conditionOf<"Router">(router.status?.conditions, "Ready");
  return {
    ...keyOf(router),
    tailscaleIP: oneLine(router.spec.tailscaleIP),
    ready: ready?.status ?? "Unknown",
    reason: text(ready?.reason),
    message: text(ready?.message),
  };
}

function summaryOf(
  servers: readonly ServerEntry[],
  routers: readonly RouterEntry[],
): StatusReport["summary"] {
  const count = (state: ServerState): number =>
    servers.filter(server => server.state === state).length;
  return {
    servers: {
      total: servers.length,
      ready: count("ready"),
      provisioning: count("provisioning"),
      pending: count("pending"),
      error: count("error"),
      absent: count("absent"),
    },
    routers: {
      total: routers.length,
      ready: routers.filter(({ ready }) => ready === "True").length,
    },
  };
}

function byKey(a: Key, b: Key): number {
  return formatKey(a) < formatKey(b) ? -1 : 1;
}

/** Text from the API as it may be shown; null where there is none, because JSON has no undefined. */
function text(value: string | undefined): string | null {
  const shown = oneLine(value ?? "");
  return shown === "" ? null : shown;
}
