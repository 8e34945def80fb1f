import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LabError, UsageError } from "./errors";

/** This folder: scripts and static files are found from here, whatever the working directory is. */
export const SOURCE_DIRECTORY = path.dirname(fileURLToPath(import.meta.url));

/** The repository's root. */
export const REPOSITORY_DIRECTORY = path.resolve(SOURCE_DIRECTORY, "../..");

/** Binaries, base images and package repositories: shared by all instances, kept by `down`. */
export const CACHE_DIRECTORY = path.join(homedir(), ".cache", "stargate");

/** Short enough for a namespace name, and safe in every place where the name ends up. */
const INSTANCE_PATTERN = /^[a-z][a-z0-9-]{0,15}$/;

/** The lab of who names none. */
const DEFAULT_INSTANCE = "mx";

/** One lab. Every name, port and folder of it derives from its instance name, so that labs can run side by side. */
export interface Lab {
  readonly instance: string;
  readonly directory: string;
}

/** The lab that `STARGATE_LAB` names. Its folder comes with the first `up`: a mistyped name leaves nothing behind. */
export function openLab(instance = process.env["STARGATE_LAB"] ?? DEFAULT_INSTANCE): Lab {
  if (!INSTANCE_PATTERN.test(instance)) {
    throw new UsageError(
      `STARGATE_LAB=${instance} is no instance name`,
      "use a lower-case letter followed by at most 15 lower-case letters, digits or dashes",
    );
  }
  return { instance, directory: path.join(CACHE_DIRECTORY, "labs", instance) };
}

/** A command as one has to type it for this very lab, for messages that say what to do. */
export function commandFor(lab: Lab, command: string): string {
  return lab.instance === DEFAULT_INSTANCE ? command : `STARGATE_LAB=${lab.instance} ${command}`;
}

/** The same for who looks at it or changes it: a lab that was never up is an error, and stays what it is. */
export function existingLab(): Lab {
  const lab = openLab();
  if (!existsSync(lab.directory)) {
    throw neverUp(lab);
  }
  return lab;
}

/** Nothing can be told of it. */
export function neverUp(lab: Lab): LabError {
  return new LabError(`lab ${lab.instance} was never up`, commandFor(lab, "npm run lab -- up"));
}

/** A path in the lab's state folder. */
export function statePath(lab: Lab, ...segments: string[]): string {
  return path.join(lab.directory, ...segments);
}

/** The kernel-wide name (network namespace, cgroup, machine) of one of the lab's parts. */
export function kernelName(lab: Lab, part: string): string {
  return `sg-${lab.instance}-${part}`;
}

/** The log file of one of the lab's processes. */
export function logPath(lab: Lab, name: string): string {
  return statePath(lab, "log", `${name}.log`);
}
