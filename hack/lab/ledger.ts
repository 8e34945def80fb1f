import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Lab, statePath } from "./lab";

/** Kernel objects that outlive the processes that made them. */
export type Resource = "namespace" | "cgroup";

/** Notes that the lab is about to make something: what is not in the ledger is never removed. */
export function recordResource(lab: Lab, kind: Resource, name: string): void {
  mkdirSync(folder(lab, kind), { recursive: true });
  writeFileSync(path.join(folder(lab, kind), name), "");
}

/** Notes that it is gone. */
export function forgetResource(lab: Lab, kind: Resource, name: string): void {
  rmSync(path.join(folder(lab, kind), name), { force: true });
}

/** Everything of this kind that the lab made, or was about to make. */
export function listResources(lab: Lab, kind: Resource): readonly string[] {
  try {
    return readdirSync(folder(lab, kind));
  } catch {
    return [];
  }
}

function folder(lab: Lab, kind: Resource): string {
  return statePath(lab, "ledger", kind);
}
