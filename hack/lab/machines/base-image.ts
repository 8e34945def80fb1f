import { readFile } from "node:fs/promises";
import path from "node:path";
import { cached, digestOf } from "../cache";
import { SOURCE_DIRECTORY } from "../lab";
import type { Report } from "../progress";
import { contained, run } from "../run";

/** The root file system that all machines share, and the Debian packages fetched along with it. */
export interface BaseImage {
  readonly root: string;
  /** containerd, runc and their dependencies: what a machine lacks. */
  readonly runtimePackages: string;
  /** A static busybox for the images of test pods. */
  readonly busyboxPackage: string;
  readonly built: boolean;
}

/** Debian's release on the machines. */
const SUITE = "bookworm";

const RECIPE = path.join(SOURCE_DIRECTORY, "machines/base");

/** The base image of this recipe, from the cache or freshly bootstrapped. */
export async function ensureBaseImage(report: Report): Promise<BaseImage> {
  const digest = await digestOf([RECIPE], SUITE);
  const entry = await cached(`base-${digest}`, report, directory => bootstrap(directory, report));
  return {
    root: path.join(entry.directory, "root"),
    runtimePackages: path.join(entry.directory, "packages/runtime"),
    busyboxPackage: path.join(entry.directory, "packages/busybox"),
    built: entry.built,
  };
}

async function bootstrap(directory: string, report: Report): Promise<void> {
  const command = contained([
    "mmdebstrap",
    "--variant=minbase",
    `--include=${(await includedPackages()).join(",")}`,
    `--customize-hook=${path.join(RECIPE, "customize.sh")}`,
    SUITE,
    path.join(directory, "root"),
  ]);
  const env = {
    BASE_FILES: path.join(RECIPE, "files"),
    PACKAGES: path.join(directory, "packages"),
  };
  await run(command, { env }, line => {
    if (line.startsWith("I: ")) {
      report(line.slice(3));
    }
  });
}

async function includedPackages(): Promise<readonly string[]> {
  const lines = (await readFile(path.join(RECIPE, "packages.txt"), "utf8")).split("\n");
  return lines.filter(line => line !== "" && !line.startsWith("#"));
}
