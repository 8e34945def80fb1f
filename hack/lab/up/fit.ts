import { LabError } from "../errors";
import { readCapacity, shortageOf } from "../host/capacity";
import { commandFor, type Lab } from "../lab";
import { supervisorName } from "../machines/guest";
import { stateOf } from "../process/record";
import { DEFAULT_TOPOLOGY, machinesOf } from "../topology";

/** Refuses more servers than this machine can carry, before anything is started. */
export function requireFit(lab: Lab, servers: number): void {
  const running = machinesOf({ ...DEFAULT_TOPOLOGY, servers }).filter(
    ({ name, role }) => role === "server" && stateOf(lab, supervisorName(name)).kind === "running",
  ).length;
  const shortage = shortageOf({ servers, running }, readCapacity());
  if (shortage !== undefined) {
    const up = commandFor(lab, "npm run lab -- up --servers");
    throw new LabError(
      `${servers} servers do not fit this machine (${shortage.reasons.join("; ")})`,
      shortage.fit > 0
        ? `${up} ${shortage.fit}; or insist: ${up} ${servers} --force`
        : `make room; or insist: ${up} ${servers} --force`,
    );
  }
}
