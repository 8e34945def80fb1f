import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** Root of the repository. */
export const REPOSITORY = resolve(__dirname, "../../..");

/** Longest command of the lab on a loaded host: a build from nothing is not among them. */
const COMMAND_TIMEOUT_MS = 500_000;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an npm script of the repository, as a user does. */
export function npm(script: string, ...args: readonly string[]): Ended {
  return fed("", script, ...args);
}

/** The same, with something on its standard input. */
export function fed(input: string, script: string, ...args: readonly string[]): Ended {
  const command = ["run", "--silent", script, "--", ...args];
  const { status, stdout, stderr, error } = spawnSync("npm", command, {
    input,
    cwd: REPOSITORY,
    // As the test has it: it sees a copy, which may name another lab.
    env: process.env,
    encoding: "utf8",
    timeout: COMMAND_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  const stopped = error === undefined ? "" : `stopped: ${error.message}`;
  return { code: status, stdout, stderr: `${stderr}${stopped}` };
}

/** Runs a command of the lab and returns its stdout; throws when it fails. */
export function lab(...args: readonly string[]): string {
  const { code, stdout, stderr } = npm("lab", ...args);
  if (code !== 0) {
    throw new Error(`lab ${args.join(" ")} ended with ${String(code)}: ${stderr}`);
  }
  return stdout;
}

/** Runs a command as root on a machine of the lab, whatever its exit code. */
export function onMachine(machine: string, ...command: readonly string[]): Ended {
  return npm("lab", "exec", machine, "--", ...command);
}

/** Runs a command as root on a machine and returns its stdout; throws when it fails. */
export function outputOf(machine: string, ...command: readonly string[]): string {
  return lab("exec", machine, "--", ...command);
}

/** A process of the lab. */
export interface LabProcess {
  readonly name: string;
  readonly state: string;
  readonly pid: number;
  readonly log: string;
}

/** What `lab status -o json` says, as far as tests read it. */
export interface LabStatus {
  readonly directory: string;
  readonly kubeconfig: string;
  readonly processes: readonly LabProcess[];
  readonly machines: readonly {
    readonly name: string;
    readonly role: string;
    readonly address: string;
    readonly hostKeys: readonly string[];
  }[];
  readonly ssh: {
    readonly username: string;
    readonly routerKey: string;
    readonly serverKey: string;
  };
  readonly packages: {
    readonly kubernetes: string;
    readonly runtime: string;
    readonly badlySigned: string;
    readonly fingerprint: string;
    readonly versions: readonly string[];
  };
}

/** The lab as it stands. */
export function labStatus(): LabStatus {
  return JSON.parse(lab("status", "-o", "json")) as LabStatus;
}

/** Brings lab and module up, as far as they are not, with the module as it is built now. */
export function ensureUp(): LabStatus {
  lab("up");
  lab("module", "start");
  return labStatus();
}

/** Process ID of a process of the lab; throws when it does not run. */
export function pidOf(name: string): number {
  const found = labStatus().processes.find(process_ => process_.name === name);
  if (found?.state !== "running") {
    throw new Error(`${name} is ${found?.state ?? "unknown"}`);
  }
  return found.pid;
}
