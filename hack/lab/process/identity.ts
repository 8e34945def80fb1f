import { readdirSync, readFileSync } from "node:fs";

/** A process that can be told apart from a later one with the same pid, also across reboots. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot. */
  readonly startTime: number;
  readonly bootId: string;
}

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  readonly startTime: number;
}

/** Whether exactly this process still runs; a zombie does not. */
export function isAlive(identity: ProcessIdentity): boolean {
  const stat = readStat(identity.pid);
  return (
    stat !== undefined &&
    stat.state !== "Z" &&
    stat.startTime === identity.startTime &&
    identity.bootId === bootId()
  );
}

/** The living children of a process. */
export function childrenOf(pid: number): readonly number[] {
  return allPids().filter(candidate => readStat(candidate)?.parent === pid);
}

/** The living processes of a session; its number cannot be reused while one of them lives. */
export function sessionMembers(session: number): readonly number[] {
  return allPids().filter(pid => {
    const stat = readStat(pid);
    return stat?.session === session && stat.state !== "Z";
  });
}

/** Parses what `launch.sh` wrote: pid, start time, boot ID. */
export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [pid, startTime, boot] = text.trim().split(" ");
  return pid === undefined || startTime === undefined || boot === undefined
    ? undefined
    : { pid: Number(pid), startTime: Number(startTime), bootId: boot };
}

function allPids(): readonly number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Fields of proc(5) `stat`, counted after the command name, which may hold blanks and brackets. */
function readStat(pid: number): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    state: fields[0] ?? "",
    parent: Number(fields[1]),
    session: Number(fields[3]),
    startTime: Number(fields[19]),
  };
}
