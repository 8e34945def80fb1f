import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { LabError } from "../errors";
import { type Lab, logPath, REPOSITORY_DIRECTORY, SOURCE_DIRECTORY } from "../lab";
import { type Probe, until } from "../poll";
import { enterNamespace } from "./enter-namespace";
import { isAlive, type ProcessIdentity, sessionMembers } from "./identity";
import { forgetIdentity, listRecords, pidFile, readRecord, stateOf, writeRecord } from "./record";

/** A long-running process of the lab. */
export interface Daemon {
  readonly name: string;
  readonly command: readonly string[];
  /** The network namespace it runs in; the host's when absent. */
  readonly namespace?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it listens, for people. */
  readonly address?: string;
}

/** How much time a process gets between SIGTERM and SIGKILL; 0 is SIGKILL at once. */
export interface StopOptions {
  readonly graceMs: number;
}

/** Both take milliseconds, unless the host is overloaded. */
const LAUNCH_TIMEOUT_MS = 60_000;
const KILL_TIMEOUT_MS = 60_000;

/** What an outdated process gets to end well before the new one takes its place. */
const REPLACE_GRACE_MS = 10_000;

/** Lines of a log that are shown when its process died. */
const SHOWN_LOG_LINES = 6;

/** Makes sure that the process runs with exactly this command line; tells whether it had to be started. */
export async function ensureDaemon(lab: Lab, daemon: Daemon): Promise<"kept" | "started"> {
  const digest = digestOf(daemon);
  const running = stateOf(lab, daemon.name).kind === "running";
  if (running && readRecord(lab, daemon.name)?.digest === digest) {
    return "kept";
  }
  await stopDaemon(lab, daemon.name, { graceMs: REPLACE_GRACE_MS });
  writeRecord(lab, {
    name: daemon.name,
    digest,
    address: daemon.address ?? "",
    log: logPath(lab, daemon.name),
  });
  await launch(lab, daemon);
  return "started";
}

/** Stops the process and whatever else lives in its session. */
export async function stopDaemon(lab: Lab, name: string, options: StopOptions): Promise<void> {
  const state = stateOf(lab, name);
  if (state.kind === "running") {
    await terminate(name, state.identity, options);
  }
  forgetIdentity(lab, name);
}

/** Stops every recorded process of the lab at once. */
export async function stopAllDaemons(lab: Lab, options: StopOptions): Promise<void> {
  await Promise.all(listRecords(lab).map(record => stopDaemon(lab, record.name, options)));
}

/** Ends a wait early when the process that is waited for is gone. */
export function assertRunning(lab: Lab, name: string): void {
  if (stateOf(lab, name).kind !== "running") {
    const log = logPath(lab, name);
    throw new LabError(`${name} exited:\n${lastLines(log)}`, `look into ${log}`);
  }
}

async function launch(lab: Lab, daemon: Daemon): Promise<void> {
  const log = logPath(lab, daemon.name);
  mkdirSync(path.dirname(log), { recursive: true });
  const file = pidFile(lab, daemon.name);
  const [program = "", ...args] = enterNamespace(daemon.namespace, [
    path.join(SOURCE_DIRECTORY, "process/launch.sh"),
    file,
    ...daemon.command,
  ]);
  const output = openSync(log, "a", 0o600);
  const child = spawn(program, args, {
    detached: true,
    cwd: REPOSITORY_DIRECTORY,
    env: environmentOf(daemon),
    stdio: ["ignore", output, output],
  });
  // A program that cannot be started at all shows as a pid file that never comes.
  child.on("error", () => undefined);
  child.unref();
  closeSync(output);
  const wait = {
    what: `${daemon.name} to start`,
    deadlineMs: LAUNCH_TIMEOUT_MS,
    log,
    intervalMs: 5,
  };
  await until(wait, () => Promise.resolve(recorded(file)));
}

function recorded(file: string): Probe<true> {
  const text = readFileSync(file, "utf8");
  return text === "" ? { seen: "no pid file" } : { done: true };
}

function environmentOf(daemon: Daemon): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: process.env["HOME"] ?? "/root",
    ...daemon.environment,
  };
}

async function terminate(
  name: string,
  identity: ProcessIdentity,
  options: StopOptions,
): Promise<void> {
  const rest = sessionMembers(identity.pid).filter(pid => pid !== identity.pid);
  if (options.graceMs > 0) {
    signal(identity.pid, "SIGTERM");
    await waitForExit(name, identity, options.graceMs).catch(() => undefined);
  }
  if (isAlive(identity)) {
    signal(identity.pid, "SIGKILL");
    await waitForExit(name, identity, KILL_TIMEOUT_MS);
  }
  const left = new Set(sessionMembers(identity.pid));
  rest.filter(pid => left.has(pid)).forEach(pid => signal(pid, "SIGKILL"));
}

async function waitForExit(
  name: string,
  identity: ProcessIdentity,
  deadlineMs: number,
): Promise<void> {
  await until({ what: `${name} to exit`, deadlineMs, intervalMs: 20 }, () =>
    Promise.resolve(isAlive(identity) ? { seen: `pid ${identity.pid} runs` } : { done: true }),
  );
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It exited between the look and the signal.
  }
}

function digestOf(daemon: Daemon): string {
  const content = [daemon.command, daemon.namespace, daemon.environment];
  return createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
}

function lastLines(log: string): string {
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-SHOWN_LOG_LINES).join("\n");
}
