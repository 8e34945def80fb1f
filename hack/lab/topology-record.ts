import { readFileSync } from "node:fs";
import { type Lab, statePath } from "./lab";
import { type ClusterFacts, factsOf } from "./scenario";
import { DEFAULT_TOPOLOGY, type Machine, machinesOf, type Topology } from "./topology";
import { writeFileAtomic } from "./write-file";

/** The machines that the last `up` was asked for. */
export function readMachines(lab: Lab): readonly Machine[] {
  return machinesOf(readTopology(lab));
}

/** What the last `up` was asked for, or would make by default. */
export function readTopology(lab: Lab): Topology {
  return findTopology(lab) ?? DEFAULT_TOPOLOGY;
}

/** What the last `up` was asked for, if there was one. */
export function findTopology(lab: Lab): Topology | undefined {
  try {
    const recorded = JSON.parse(readFileSync(file(lab), "utf8")) as Partial<Topology>;
    return { ...DEFAULT_TOPOLOGY, ...recorded };
  } catch {
    return undefined;
  }
}

/** What the lab's cluster is like. */
export function readFacts(lab: Lab): ClusterFacts {
  return factsOf(readTopology(lab).scenario);
}

/** Remembers what the lab consists of; what is not told stays as it was. */
export function writeTopology(lab: Lab, wanted: Partial<Topology>): void {
  writeFileAtomic(file(lab), `${JSON.stringify({ ...readTopology(lab), ...wanted })}\n`);
}

function file(lab: Lab): string {
  return statePath(lab, "topology.json");
}
