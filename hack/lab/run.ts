import { execa, ExecaError, type Options } from "execa";
import { LabError } from "./errors";

/** What a child process may be given. */
export type RunOptions = Pick<Options, "cwd" | "env" | "extendEnv" | "input" | "timeout">;

/** Lines of stderr worth showing to a person. */
const SHOWN_LINES = 8;

/** Runs a program to its end and returns its stdout; a failure names the command and what it said. */
export async function run(
  command: readonly string[],
  options: RunOptions = {},
  onLine?: (line: string) => void,
): Promise<string> {
  const [file = "", ...args] = command;
  const child = execa(file, args, {
    stdin: options.input === undefined ? "ignore" : "pipe",
    ...options,
  });
  try {
    if (onLine !== undefined) {
      for await (const line of child.iterable({ from: "stderr" })) {
        onLine(line);
      }
    }
    const { stdout } = await child;
    return typeof stdout === "string" ? stdout : "";
  } catch (error: unknown) {
    throw toLabError(command, error);
  }
}

/** Whether a program ends with exit code 0; says nothing about why not. */
export async function succeeds(
  command: readonly string[],
  options: RunOptions = {},
): Promise<boolean> {
  const [file = "", ...args] = command;
  const result = await execa(file, args, { reject: false, stdio: "ignore", ...options });
  return result.exitCode === 0;
}

/**
 * Ties a child to this process: it dies with us, however we die, and takes its own children, mounts and agents along.
 * For tools that leave something running or mounted when they are interrupted (mmdebstrap, gpg).
 */
export function contained(command: readonly string[]): readonly string[] {
  return [
    ...mortal(["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]),
    ...command,
  ];
}

/** Ties a child to this process: it is killed when we die. For long builds. */
export function mortal(command: readonly string[]): readonly string[] {
  return ["setpriv", "--pdeathsig", "KILL", ...command];
}

function toLabError(command: readonly string[], error: unknown): LabError {
  if (!(error instanceof ExecaError)) {
    return new LabError(`${command.join(" ")} failed`, undefined, { cause: error });
  }
  const said = [error.stdout, error.stderr]
    .filter(output => typeof output === "string")
    .join("\n")
    .trim()
    .split("\n")
    .slice(-SHOWN_LINES)
    .join("\n");
  return new LabError(`${error.shortMessage}${said === "" ? "" : `\n${said}`}`, undefined, {
    cause: error,
  });
}
