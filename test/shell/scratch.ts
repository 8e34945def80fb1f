import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../..");

/** PATH on which programs that must not touch this machine are stubs. */
export const STUBBED_PATH = `${join(__dirname, "stubs")}:${process.env["PATH"] ?? ""}`;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A throw-away directory, and a throw-away root for what scripts write elsewhere. */
export class Scratch {
  readonly dir = mkdtempSync(join(tmpdir(), "stargate-shell-"));

  path(name: string): string {
    return join(this.dir, name);
  }

  write(name: string, content: string | Uint8Array, mode = 0o600): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  readBytes(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  /** Puts a program before the real one of that name: it does what the shell text says, and is noted in `calls`. */
  stub(name: string, text: string): void {
    this.write(`does/${name}`, text);
    mkdirSync(this.path("bin"), { recursive: true });
    rmSync(this.path(`bin/${name}`), { force: true });
    symlinkSync(join(__dirname, "as-told.sh"), this.path(`bin/${name}`));
  }

  /** Environment in which the stubs are found. */
  get stubs(): Record<string, string> {
    const PATH = `${this.path("bin")}:${STUBBED_PATH}`;
    return { PATH, CALLS: this.path("calls"), DOES: this.path("does") };
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** Runs a command inside the throw-away root. */
  run(
    command: readonly string[],
    { env = {}, input }: { env?: Record<string, string>; input?: string | Buffer } = {},
  ): Ended {
    const inside = ["--mount", "bash", join(__dirname, "enter.sh"), this.path("root"), ...command];
    const { status, stdout, stderr } = spawnSync("unshare", inside, {
      // A first bash whose input is a socket would take itself for a remote login and read ~/.bashrc.
      env: { PATH: process.env["PATH"] ?? "", SHLVL: "1", ...env },
      input: input ?? "",
      timeout: 60_000,
    });
    return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** Path of a script that reaches servers. */
export function script(name: string): string {
  return join(REPOSITORY, "lib/bootstrap/scripts", name);
}

/** What a command is put behind to find a directory that cannot be written. */
export function readOnly(directory: string): readonly string[] {
  return ["bash", join(__dirname, "read-only.sh"), directory];
}

/** What a command is put behind to find a small disk at the directory. */
export function onSmallDisk(directory: string, size: string): readonly string[] {
  return ["bash", join(__dirname, "on-small-disk.sh"), directory, size];
}
