import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { Farm } from "../../farm/farm";
import { LabError } from "../../lab/errors";
import { until } from "../../lab/poll";
import type { Launch } from "./contender";
import {
  cpuSeconds,
  endedChildrenSeconds,
  proportionalBytes,
  processesIn,
  sessionOf,
} from "./processes";

/** What one run cost, seen from outside. */
export interface Measurement {
  readonly wallSeconds: number;
  /** Processor time of the contender's processes. */
  readonly controllerCpuSeconds: number;
  /** Processor time of jump host, servers and link. */
  readonly farmCpuSeconds: number;
  /** Largest sum of the proportional set sizes of the contender's processes. */
  readonly peakBytes: number;
  readonly peakProcesses: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Pause between two looks at the memory; looking at 300 processes takes 50 ms. */
const SAMPLE_INTERVAL_MS = 500;

const EMPTY_TIMEOUT_MS = 10_000;

/** Runs a contender in the controller's place, to its end. */
export async function measure(farm: Farm, launch: Launch): Promise<Measurement> {
  const control = farm.namespaces.control;
  const own = new Set(processesIn(control).map(sessionOf));
  const contenders = (): readonly number[] =>
    processesIn(control).filter(pid => !own.has(sessionOf(pid)));
  const farmPids = farmProcesses(farm, own);
  const before = { cpu: endedChildrenSeconds(), farm: cpuSeconds(farmPids) };
  const startMs = performance.now();
  const child = start(farm, launch);
  const peak = { bytes: 0, processes: 0 };
  const exited = once(child, "close") as Promise<[number | null]>;
  let isRunning = true;
  const watching = watch(contenders, peak, () => isRunning);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  const wallSeconds = (performance.now() - startMs) / 1000;
  isRunning = false;
  await watching;
  await sweep(contenders);
  if (exitCode === null) {
    throw new LabError(`the contender was killed: ${stderr.slice(-1000)}`);
  }
  return {
    wallSeconds,
    controllerCpuSeconds: endedChildrenSeconds() - before.cpu,
    farmCpuSeconds: cpuSeconds(farmPids) - before.farm,
    peakBytes: peak.bytes,
    peakProcesses: peak.processes,
    exitCode,
    stdout,
    stderr,
  };
}

function start(farm: Farm, { command, environment, input }: Launch) {
  const [file = "", ...args] = farm.inControl(command);
  const child = spawn(file, args, {
    // A session of its own tells it from the link.
    detached: true,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input ?? "");
  return child;
}

async function watch(
  pids: () => readonly number[],
  peak: { bytes: number; processes: number },
  isRunning: () => boolean,
): Promise<void> {
  while (isRunning()) {
    const now = pids();
    const bytes = now.map(proportionalBytes).reduce((sum, each) => sum + each, 0);
    peak.bytes = Math.max(peak.bytes, bytes);
    peak.processes = Math.max(peak.processes, now.length);
    await delay(SAMPLE_INTERVAL_MS);
  }
}

/** Ends what a contender left running, such as shared connections: the next one starts from nothing. */
async function sweep(pids: () => readonly number[]): Promise<void> {
  await until({ what: "the contender to be gone", deadlineMs: EMPTY_TIMEOUT_MS }, () => {
    const left = pids();
    left.forEach(pid => process.kill(pid, "SIGKILL"));
    return Promise.resolve(left.length === 0 ? { done: true } : { seen: `${left.length} left` });
  });
}

/** Jump host, servers, and what of the controller's place belongs to the farm. */
function farmProcesses({ namespaces }: Farm, own: ReadonlySet<number>): readonly number[] {
  return [
    ...processesIn(namespaces.jump),
    ...processesIn(namespaces.servers),
    ...processesIn(namespaces.control).filter(pid => own.has(sessionOf(pid))),
  ];
}
