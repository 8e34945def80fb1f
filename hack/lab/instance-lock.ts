import path from "node:path";
import { CACHE_DIRECTORY, type Lab, statePath } from "./lab";
import { withLock } from "./lock";

/** Longest wait for another command on the same lab: a cold `up` compiles Kubernetes twice. */
const TIMEOUT_SECONDS = 3600;

/** Runs work that changes the whole lab, alone. */
export async function withLab<T>(lab: Lab, work: () => Promise<T>): Promise<T> {
  return withLock(labLock(lab), work, { ...waiting(lab.instance), mode: "exclusive" });
}

/** Runs work on one part of the lab, beside work on other parts. */
export async function withPart<T>(lab: Lab, part: string, work: () => Promise<T>): Promise<T> {
  const onPart = () => withLock(statePath(lab, "locks", part), work, waiting(part));
  return withLock(labLock(lab), onPart, { ...waiting(lab.instance), mode: "shared" });
}

function labLock(lab: Lab): string {
  // Not in the state folder, which `down --purge` removes while it holds the lock.
  return path.join(CACHE_DIRECTORY, "locks", `lab-${lab.instance}`);
}

function waiting(what: string): { timeoutSeconds: number; onWait: () => void } {
  return {
    timeoutSeconds: TIMEOUT_SECONDS,
    onWait: () => console.error(`another command works on ${what}: waiting for it to end`),
  };
}
