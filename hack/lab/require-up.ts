import { existsSync } from "node:fs";
import { LabError } from "./errors";
import { controlPlaneNamespace } from "./fabric/fabric";
import { commandFor, type Lab } from "./lab";
import { namespaceFile } from "./process/enter-namespace";

/** Fails, before anything is touched, when the lab is not up. */
export function requireUp(lab: Lab): void {
  if (!existsSync(namespaceFile(controlPlaneNamespace(lab)))) {
    throw new LabError(`lab ${lab.instance} is not up`, commandFor(lab, "npm run lab -- up"));
  }
}
