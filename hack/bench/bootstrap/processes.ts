import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { namespaceFile } from "../../lab/process/enter-namespace";

const KIB = 1024;

/** Clock ticks of /proc/PID/stat in a second. Source: proc(5), sysconf(_SC_CLK_TCK) on Linux. */
const TICKS_PER_SECOND = 100;

/** Processes of a network namespace: whoever detached itself from its parent is still in it. */
export function processesIn(namespace: string): readonly number[] {
  const wanted = `net:[${statSync(namespaceFile(namespace)).ino}]`;
  return readdirSync("/proc")
    .map(Number)
    .filter(Number.isInteger)
    .filter(pid => quietly(() => readlinkSync(`/proc/${pid}/ns/net`)) === wanted);
}

/** Proportional set size in bytes: what is shared counts once in all. */
export function proportionalBytes(pid: number): number {
  const text = quietly(() => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? "";
  return Number(/^Pss: +(\d+) kB$/m.exec(text)?.[1] ?? 0) * KIB;
}

/** The session that a process belongs to. */
export function sessionOf(pid: number): number {
  return Number(statOf(pid)[3]);
}

/** Processor time of processes and of their children that have ended, in seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids
    .map(statOf)
    .flatMap(fields => fields.slice(11, 15))
    .reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS_PER_SECOND;
}

/** Processor time of this process's children that have ended, in seconds. */
export function endedChildrenSeconds(): number {
  const [user = 0, system = 0] = statOf(process.pid).slice(13, 15).map(Number);
  return (user + system) / TICKS_PER_SECOND;
}

/** Fields of proc(5) `stat` after the command name: the first is the state. */
function statOf(pid: number): readonly string[] {
  const text = quietly(() => readFileSync(`/proc/${pid}/stat`, "utf8")) ?? "";
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** Processes come and go while one looks. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
