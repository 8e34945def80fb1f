import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { LabError } from "../../lab/errors";
import { type Lab, logPath } from "../../lab/lab";
import { readGeneratedManifest } from "../../lab/module/manifest";
import { daemonName } from "../../lab/module/parts";
import { startPart } from "../../lab/module/processes";
import { until } from "../../lab/poll";
import { stateOf } from "../../lab/process/record";
import { cpuSeconds } from "../bootstrap/processes";
import { heapMib } from "./heap";
import type { FleetRow } from "./report";

const PART = "watcher";

const LEASE = "/apis/coordination.k8s.io/v1/namespaces/pepr-system/leases/stargate-leader";

const LEAD_TIMEOUT_MS = 60_000;

const SETTLE_TIMEOUT_MS = 600_000;

/** A look at the processor time each so long; below that share of it there is nothing left to do. */
const LOOK_MS = 2_000;
const IDLE_SHARE = 0.05;

/** Rarely: the answer costs the watcher some milliseconds. */
const HEAP_LOOK_MS = 10_000;

const KIB = 1024;

const WRITES: ReadonlySet<string> = new Set(["create", "update", "patch", "delete"]);

/** How long a watcher took to begin, in seconds. */
export interface Beginning {
  readonly readySeconds: number;
  readonly leadingSeconds: number;
  readonly settledSeconds: number;
}

/** Starts the watcher, and waits until it has nothing left to do. */
export async function begin(lab: Lab, client: ApiClient): Promise<Beginning> {
  const startMs = performance.now();
  const seconds = (): number => (performance.now() - startMs) / 1000;
  await startPart(lab, PART, await readGeneratedManifest(), { leaderElect: true });
  const readySeconds = seconds();
  const wanted = `_${pidOf(lab)}_`;
  await until({ what: "the watcher to lead", deadlineMs: LEAD_TIMEOUT_MS }, async () => {
    const lease = await client.request({ method: "GET", path: LEASE });
    const holder = (lease as { spec: { holderIdentity?: string } }).spec.holderIdentity ?? "";
    return holder.includes(wanted) ? { done: true } : { seen: holder };
  });
  const leadingSeconds = seconds();
  await settled(lab);
  return { readySeconds, leadingSeconds, settledSeconds: seconds() };
}

/** Waits until the watcher has nothing to do for two looks. */
async function settled(lab: Lab): Promise<void> {
  let quiet = 0;
  let before = cpuSeconds([pidOf(lab)]);
  const wait = {
    what: "the watcher to settle",
    deadlineMs: SETTLE_TIMEOUT_MS,
    intervalMs: LOOK_MS,
    log: logPath(lab, daemonName(PART)),
  };
  await until(wait, () => {
    const now = cpuSeconds([pidOf(lab)]);
    const share = ((now - before) * 1000) / LOOK_MS;
    before = now;
    quiet = share < IDLE_SHARE ? quiet + 1 : 0;
    return Promise.resolve(quiet > 2 ? { done: true } : { seen: `busy: ${share.toFixed(2)}` });
  });
}

/** Resident memory of the watcher, in MiB. */
export function memory(lab: Lab): Pick<FleetRow, "residentMib" | "anonymousMib" | "peakMib"> {
  const status = readFileSync(`/proc/${pidOf(lab)}/status`, "utf8");
  const mib = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? NaN) / KIB;
  return { residentMib: mib("VmRSS"), anonymousMib: mib("RssAnon"), peakMib: mib("VmHWM") };
}

/** What the watcher does while nothing happens. */
export async function idle(
  lab: Lab,
  seconds: number,
): Promise<Pick<FleetRow, "idleCpu" | "idleWrites" | "heapMib">> {
  const audit = logPath(lab, "audit");
  const offset = statSync(audit).size;
  const before = cpuSeconds([pidOf(lab)]);
  const endMs = performance.now() + seconds * 1000;
  let leastMib = Infinity;
  while (performance.now() < endMs) {
    leastMib = Math.min(leastMib, await heapMib(lab));
    await delay(HEAP_LOOK_MS);
  }
  return {
    heapMib: leastMib,
    idleCpu: ((cpuSeconds([pidOf(lab)]) - before) * 1000) / seconds,
    idleWrites: linesFrom(audit, offset).filter(isWriteOfModule).length,
  };
}

function pidOf(lab: Lab): number {
  const state = stateOf(lab, daemonName(PART));
  if (state.kind !== "running") {
    throw new LabError("the watcher does not run", `look into ${logPath(lab, daemonName(PART))}`);
  }
  return state.identity.pid;
}

/** Whole lines that were added behind that place; the log starts anew now and then. */
function linesFrom(file: string, offset: number): readonly string[] {
  const { size } = statSync(file);
  const from = size < offset ? 0 : offset;
  const buffer = Buffer.alloc(size - from);
  const descriptor = openSync(file, "r");
  readSync(descriptor, buffer, 0, buffer.length, from);
  closeSync(descriptor);
  return buffer.toString().split("\n").slice(0, -1);
}

function isWriteOfModule(line: string): boolean {
  const { user, verb, objectRef } = JSON.parse(line) as {
    user: { username: string };
    verb: string;
    objectRef?: { resource?: string };
  };
  return (
    user.username === "system:serviceaccount:pepr-system:pepr-stargate" &&
    WRITES.has(verb) &&
    objectRef?.resource !== "leases"
  );
}
