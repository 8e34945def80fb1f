import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { goArchitecture } from "../binaries/go-build";
import { run } from "../run";

/** A Debian package made of finished files. */
export interface DebPackage {
  readonly name: string;
  readonly version: string;
  readonly summary: string;
  /** Relations to other packages, by the field's name. */
  readonly relations?: Readonly<Partial<Record<"Depends" | "Recommends", string>>>;
  readonly files: readonly PackagedFile[];
  readonly emptyFolders?: readonly string[];
  readonly configurationFiles?: readonly string[];
  /** Maintainer scripts: target name and source file. */
  readonly scripts?: Readonly<Record<string, string>>;
}

/** One file of a package. */
interface PackagedFile {
  readonly source: string;
  readonly target: string;
  readonly mode: number;
}

/** Builds `<name>_<version>_<architecture>.deb` into a folder. */
export async function buildDeb(deb: DebPackage, folder: string): Promise<void> {
  const architecture = goArchitecture();
  const root = path.join(folder, `.${deb.name}`);
  const control = path.join(root, "DEBIAN");
  await mkdir(control, { recursive: true });
  for (const file of deb.files) {
    await place(root, file);
  }
  for (const empty of deb.emptyFolders ?? []) {
    await mkdir(path.join(root, empty), { recursive: true });
  }
  for (const [name, source] of Object.entries(deb.scripts ?? {})) {
    await place(control, { source, target: name, mode: 0o755 });
  }
  await writeFile(path.join(control, "control"), controlFile(deb, architecture));
  if (deb.configurationFiles !== undefined) {
    await writeFile(path.join(control, "conffiles"), `${deb.configurationFiles.join("\n")}\n`);
  }
  const output = path.join(folder, `${deb.name}_${deb.version}_${architecture}.deb`);
  // Weak compression: the packages travel within this machine only.
  const options = ["--root-owner-group", "-Zzstd", "-z1"];
  await run(["dpkg-deb", ...options, "--build", root, output]);
  await rm(root, { recursive: true });
}

async function place(root: string, file: PackagedFile): Promise<void> {
  const target = path.join(root, file.target);
  await mkdir(path.dirname(target), { recursive: true });
  await copyFile(file.source, target);
  await chmod(target, file.mode);
}

function controlFile(deb: DebPackage, architecture: string): string {
  const fields = {
    Package: deb.name,
    Version: deb.version,
    Architecture: architecture,
    Maintainer: "Stargate lab <lab@stargate.lab>",
    Section: "net",
    Priority: "optional",
    ...deb.relations,
    Description: deb.summary,
  };
  return Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}\n`)
    .join("");
}
