import { readFileSync } from "node:fs";
import { type Lab, statePath } from "./lab";
import { DEFAULT_TOPOLOGY, type Machine, machinesOf, type Topology } from "./topology";
import { writeFileAtomic } from "./write-file";

/** The machines that the last `up` was asked for. */
export function readMachines(lab: Lab): readonly Machine[] {
  return machinesOf(readTopology(lab));
}

/** What the last `up` was asked for. */
export function readTopology(lab: Lab): Topology {
  try {
    const recorded = JSON.parse(readFileSync(file(lab), "utf8")) as Partial<Topology>;
    return { ...DEFAULT_TOPOLOGY, ...recorded };
  } catch {
    return DEFAULT_TOPOLOGY;
  }
}

/** Remembers what the lab consists of; what is not told stays as it was. */
export function writeTopology(lab: Lab, wanted: Partial<Topology>): void {
  writeFileAtomic(file(lab), `${JSON.stringify({ ...readTopology(lab), ...wanted })}\n`);
}

function file(lab: Lab): string {
  return statePath(lab, "topology.json");
}
