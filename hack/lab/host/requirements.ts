import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";
import { LabError } from "../errors";

/** Programs that the lab calls, and that a bare machine may lack. */
const PROGRAMS = [
  "apt-ftparchive",
  "curl",
  "dpkg-deb",
  "etcd",
  "flock",
  "gpg",
  "ip",
  "mmdebstrap",
  "nft",
  "nsenter",
  "setpriv",
  "socat",
  "ssh",
  "ssh-keygen",
  "systemd-nspawn",
  "unshare",
] as const;

/** Fails with one clear line when the lab cannot work here at all. */
export async function checkRequirements(): Promise<string> {
  requireRoot();
  const missing: string[] = [];
  for (const program of PROGRAMS) {
    if (!(await inPath(program))) {
      missing.push(program);
    }
  }
  if (missing.length > 0) {
    throw new LabError(`missing on this machine: ${missing.join(", ")}`, "bash hack/setup.sh");
  }
  return `Linux, root, ${PROGRAMS.length} programs`;
}

/** The lab makes namespaces and mounts: only Linux has them, and only root may. */
export function requireRoot(): void {
  if (process.platform !== "linux") {
    throw new LabError(
      `the lab runs on Linux, this is ${process.platform}`,
      "use a Linux machine or a virtual one, such as Lima or WSL 2",
    );
  }
  if (process.getuid?.() !== 0) {
    throw new LabError(
      "the lab makes network namespaces and machines, and only root may",
      "run the same command as root, for example with `sudo -E env PATH=$PATH` before it",
    );
  }
}

async function inPath(program: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(":")) {
    const found = await access(path.join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) {
      return true;
    }
  }
  return false;
}
