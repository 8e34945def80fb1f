import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { pid } from "node:process";
import type { ProcessIdentity } from "../ports/process-identity";

/** `<host>_<pid>_<start time in ticks since boot>`. */
const NAME = /^(.+)_(\d+)_(\d+)$/;

/** Field 22 of proc_pid_stat(5), counted behind the name of the program, which may hold anything. */
const START_TIME_BEHIND_NAME = 19;

/**
 * This process, by host, process ID and start time.
 *
 * In a pod the host is the pod: a container that was started again in it knows that its forerunner is gone.
 */
export function systemIdentity(): ProcessIdentity {
  const host = hostname();
  return {
    name: `${host}_${pid}_${startTimeOf(pid) ?? 0}`,
    isDead: name => {
      const [, itsHost, itsPid, itsStart] = NAME.exec(name) ?? [];
      return itsHost === host && startTimeOf(Number(itsPid)) !== itsStart;
    },
  };
}

function startTimeOf(process: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME_BEHIND_NAME];
  } catch {
    return undefined;
  }
}
