import { existsSync, readFileSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Lab, statePath } from "../lab";
import { run } from "../run";
import type { Machine } from "../topology";
import { readFacts } from "../topology-record";
import { siteFiles } from "./site";
import { makeHostKeys, privateKeyPath, SSH_USERNAME } from "./ssh";

/** The name of the file that holds an image's identity, in the image and beside a disk. */
const IMAGE_ID = "image-id";

/** The user's numbers in the base image. */
const SSH_USER_ID = 1000;

/** The folder of a machine's disk: an overlay over the base image, and a /var of its own. */
export function diskPath(lab: Lab, machine: string): string {
  return statePath(lab, "machines", machine);
}

/** Whether the machine has a disk that was made on another base image: an overlay on top of it would be a mixture. */
export function isForeignDisk(lab: Lab, machine: string, baseRoot: string): boolean {
  const disk = diskPath(lab, machine);
  return existsSync(disk) && imageId(path.join(disk, IMAGE_ID)) !== baseImageId(baseRoot);
}

/** Makes a pristine disk where there is none: other host keys and another machine ID than any before. */
export async function ensureDisk(lab: Lab, machine: Machine, baseRoot: string): Promise<void> {
  const disk = diskPath(lab, machine.name);
  if (existsSync(disk)) {
    return;
  }
  const unfinished = `${disk}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  const upper = path.join(unfinished, "upper");
  for (const folder of ["upper", "work", "root"]) {
    await mkdir(path.join(unfinished, folder), { recursive: true });
  }
  await run(["cp", "--archive", path.join(baseRoot, "var"), path.join(unfinished, "var")]);
  await makeHostKeys(upper);
  for (const [file, content] of siteFiles(machine, readFacts(lab))) {
    await mkdir(path.dirname(path.join(upper, file)), { recursive: true });
    await writeFile(path.join(upper, file), content);
  }
  await authorize(lab, machine, upper);
  await writeFile(path.join(unfinished, IMAGE_ID), baseImageId(baseRoot));
  await rename(unfinished, disk);
}

/** Removes the disk of a machine that does not run. */
export async function removeDisk(lab: Lab, machine: string): Promise<void> {
  await rm(diskPath(lab, machine), { recursive: true, force: true });
}

function baseImageId(baseRoot: string): string {
  return imageId(path.join(baseRoot, "usr/local/lib/lab", IMAGE_ID));
}

function imageId(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

async function authorize(lab: Lab, machine: Machine, upper: string): Promise<void> {
  const folder = path.join(upper, "home", SSH_USERNAME, ".ssh");
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, "authorized_keys");
  await writeFile(file, await readFile(`${privateKeyPath(lab, machine.role)}.pub`));
  // An overlay's folder hides the attributes of the one below it, so they are repeated here.
  for (const owned of [path.dirname(folder), folder, file]) {
    await chown(owned, SSH_USER_ID, SSH_USER_ID);
    await chmod(owned, owned === file ? 0o600 : 0o700);
  }
}
