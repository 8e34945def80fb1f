import { readFileSync } from "node:fs";
import { type Lab, REPOSITORY_DIRECTORY, statePath } from "./lab";
import { listRecords, stateOf } from "./process/record";
import { writeFileAtomic } from "./write-file";

/** Says in one line that a lab that runs was brought up from another checkout of the repository, and what follows. */
export function announceCheckout(lab: Lab, whatFollows: string): void {
  const checkout = readCheckout(lab);
  const isRunning = listRecords(lab).some(({ name }) => stateOf(lab, name).kind === "running");
  if (checkout !== undefined && checkout !== REPOSITORY_DIRECTORY && isRunning) {
    console.error(`lab ${lab.instance} was brought up from ${checkout}; ${whatFollows}`);
  }
}

/** Remembers that the lab's processes run this checkout's code. */
export function writeCheckout(lab: Lab): void {
  writeFileAtomic(file(lab), `${REPOSITORY_DIRECTORY}\n`);
}

function readCheckout(lab: Lab): string | undefined {
  try {
    return readFileSync(file(lab), "utf8").trim();
  } catch {
    return undefined;
  }
}

function file(lab: Lab): string {
  return statePath(lab, "checkout");
}
