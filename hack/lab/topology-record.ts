import { readFileSync } from "node:fs";
import { type Lab, statePath } from "./lab";
import { DEFAULT_SERVERS, type Machine, machinesOf } from "./topology";
import { writeFileAtomic } from "./write-file";

interface TopologyRecord {
  readonly servers: number;
}

/** The machines that the last `up` was asked for. */
export function readMachines(lab: Lab): readonly Machine[] {
  return machinesOf(readServers(lab));
}

/** Remembers how many servers the lab has. */
export function writeServers(lab: Lab, servers: number): void {
  writeFileAtomic(file(lab), `${JSON.stringify({ servers } satisfies TopologyRecord)}\n`);
}

function readServers(lab: Lab): number {
  try {
    return (JSON.parse(readFileSync(file(lab), "utf8")) as TopologyRecord).servers;
  } catch {
    return DEFAULT_SERVERS;
  }
}

function file(lab: Lab): string {
  return statePath(lab, "topology.json");
}
