import { writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { goArchitecture } from "../binaries/go-build";
import { run } from "../run";
import { gpg, type SigningKey } from "./signing-key";

/** What a repository says about itself. */
export interface RepositoryInfo {
  readonly label: string;
  readonly signedBy: SigningKey;
  /** The key that the repository offers as its own: `Release.key`, as on pkgs.k8s.io. */
  readonly offeredKey: SigningKey;
}

/** Turns a folder of packages into a flat, signed apt repository. */
export async function publishRepository(folder: string, info: RepositoryInfo): Promise<void> {
  const packages = await run(["apt-ftparchive", "packages", "."], { cwd: folder });
  await writeFile(path.join(folder, "Packages"), packages);
  await writeFile(path.join(folder, "Packages.gz"), gzipSync(packages));
  const release = await run(["apt-ftparchive", ...releaseOptions(info.label), "release", "."], {
    cwd: folder,
  });
  await writeFile(path.join(folder, "Release"), release);
  await sign(folder, info.signedBy);
  await writeFile(path.join(folder, "Release.key"), info.offeredKey.publicKey);
}

async function sign(folder: string, key: SigningKey): Promise<void> {
  const release = path.join(folder, "Release");
  const output = (name: string) => ["--output", path.join(folder, name)];
  const user = ["--local-user", key.fingerprint];
  await gpg(key.home, [...user, ...output("InRelease"), "--clearsign", release]);
  await gpg(key.home, [...user, ...output("Release.gpg"), "--armor", "--detach-sign", release]);
}

function releaseOptions(label: string): readonly string[] {
  const fields = { Origin: label, Label: label, Suite: "stable", Architectures: goArchitecture() };
  return Object.entries(fields).flatMap(([field, value]) => [
    "-o",
    `APT::FTPArchive::Release::${field}=${value}`,
  ]);
}
