import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { buildWithGo } from "../binaries/go-build";
import { cached, digestOf } from "../cache";
import { LabError } from "../errors";
import { SOURCE_DIRECTORY } from "../lab";
import type { BaseImage } from "../machines/base-image";
import type { Report } from "../progress";
import { run } from "../run";

/** Tarballs of which the lab's images consist, and the programs in them for use on the host. */
export interface Layers {
  readonly pause: string;
  readonly busybox: string;
  readonly busyboxProgram: string;
  readonly digest: string;
  readonly built: boolean;
}

const PAUSE_SOURCE = path.join(SOURCE_DIRECTORY, "images/pause");

/** Makes the file systems of the images, from scratch. */
export async function ensureLayers(base: BaseImage, report: Report): Promise<Layers> {
  const digest = await digestOf(
    [PAUSE_SOURCE, path.join(SOURCE_DIRECTORY, "images/layers.ts")],
    base.busyboxPackage,
  );
  const { directory, built } = await cached(`images-${digest}`, report, async folder => {
    await makePause(folder, report);
    await makeBusybox(folder, base.busyboxPackage);
  });
  return {
    pause: path.join(directory, "pause.tar"),
    busybox: path.join(directory, "busybox.tar"),
    busyboxProgram: path.join(directory, "busybox/bin/busybox"),
    digest,
    built,
  };
}

async function makePause(folder: string, report: Report): Promise<void> {
  const root = path.join(folder, "pause");
  await mkdir(root);
  const source = {
    name: "pause",
    directory: PAUSE_SOURCE,
    packages: ".",
    linkerFlags: [],
  } as const;
  await buildWithGo(source, root, report);
  await pack(root, path.join(folder, "pause.tar"));
}

async function makeBusybox(folder: string, packageFolder: string): Promise<void> {
  const root = path.join(folder, "busybox");
  const unpacked = path.join(folder, "unpacked");
  const deb = (await readdir(packageFolder)).find(name => name.startsWith("busybox-static_"));
  if (deb === undefined) {
    throw new LabError(`no busybox-static package in ${packageFolder}`);
  }
  await run(["dpkg-deb", "--extract", path.join(packageFolder, deb), unpacked]);
  for (const directory of ["bin", "etc", "tmp", "www"]) {
    await mkdir(path.join(root, directory), { recursive: true });
  }
  await chmod(path.join(root, "tmp"), 0o1777);
  const program = path.join(root, "bin/busybox");
  await run(["cp", busyboxIn(unpacked), program]);
  await rm(unpacked, { recursive: true });
  const applets = (await run([program, "--list"])).split("\n").filter(name => name !== "busybox");
  await Promise.all(applets.map(name => symlink("busybox", path.join(root, "bin", name))));
  await writeFile(path.join(root, "etc/passwd"), "root:x:0:0:root:/:/bin/sh\n");
  await pack(root, path.join(folder, "busybox.tar"));
}

/** Debian moves programs from /bin to /usr/bin over time. */
function busyboxIn(root: string): string {
  const merged = path.join(root, "usr/bin/busybox");
  return existsSync(merged) ? merged : path.join(root, "bin/busybox");
}

/** The same files give the same tarball. */
async function pack(root: string, tarball: string): Promise<void> {
  const reproducible = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  await run(["tar", ...reproducible, "-C", root, "-cf", tarball, "."]);
}
