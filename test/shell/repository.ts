import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Scratch } from "./scratch";

/** A key pair that signs repositories. */
export interface SigningKey {
  readonly armored: string;
  readonly fingerprint: string;
}

/** A package whose only file, `/etc/of-<name>`, says whose it is. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly depends?: string;
}

/** Keys and signatures, in a home below the scratch directory. */
export class Signer {
  readonly #home: string;

  constructor(scratch: Scratch) {
    this.#home = scratch.path("gnupg");
    mkdirSync(this.#home, { recursive: true, mode: 0o700 });
  }

  makeKey(name: string): SigningKey {
    this.#gpg("--passphrase", "", "--quick-generate-key", name, "ed25519", "sign", "never");
    const [, fingerprint = ""] =
      /^fpr:+([0-9A-F]+):/m.exec(this.#gpg("--with-colons", "--list-keys", name)) ?? [];
    return { armored: this.#gpg("--armor", "--export", name), fingerprint };
  }

  sign(file: string, signature: string, { fingerprint }: SigningKey): void {
    this.#gpg("--local-user", fingerprint, "--output", signature, "--clearsign", file);
  }

  close(): void {
    execFileSync("gpgconf", ["--homedir", this.#home, "--kill", "gpg-agent"]);
  }

  #gpg(...args: readonly string[]): string {
    return execFileSync("gpg", ["--homedir", this.#home, "--batch", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}

/** Builds a flat repository in a folder; signed, if there is a key. */
export function publish(
  folder: string,
  packages: readonly Package[],
  signature?: { readonly signer: Signer; readonly key: SigningKey },
): void {
  mkdirSync(folder, { recursive: true });
  for (const each of packages) {
    build(folder, each);
  }
  const ftp = (...args: readonly string[]) =>
    execFileSync("apt-ftparchive", [...args, "."], {
      cwd: folder,
      stdio: ["ignore", "pipe", "ignore"],
    });
  const index = ftp("packages");
  writeFileSync(join(folder, "Packages"), index);
  writeFileSync(join(folder, "Packages.gz"), gzipSync(index));
  writeFileSync(join(folder, "Release"), ftp("release"));
  signature?.signer.sign(join(folder, "Release"), join(folder, "InRelease"), signature.key);
}

function build(folder: string, { name, version, depends }: Package): void {
  const root = join(folder, ".root");
  mkdirSync(join(root, "DEBIAN"), { recursive: true });
  mkdirSync(join(root, "etc"), { recursive: true });
  writeFileSync(join(root, `etc/of-${name}`), `${folder} ${version}`);
  const fields = {
    Package: name,
    Version: version,
    Architecture: "all",
    Maintainer: "A test <test@example.com>",
    ...(depends === undefined ? {} : { Depends: depends }),
    Description: "what a test installs",
  };
  const lines = Object.entries(fields).map(([field, value]) => `${field}: ${value}\n`);
  writeFileSync(join(root, "DEBIAN/control"), lines.join(""));
  const deb = join(folder, `${name}_${version}_all.deb`);
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", root, deb], { stdio: "ignore" });
  execFileSync("rm", ["-rf", root]);
}
