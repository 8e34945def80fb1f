import { spawn } from "node:child_process";
import { type Ended, labStatus, REPOSITORY } from "./lab";

/** Longest a command may take: a join that is followed, on a loaded machine. */
const COMMAND_TIMEOUT_MS = 300_000;

/** A program at work. */
interface Running {
  /** Resolves once stdout matches; rejects when it ends before. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** Runs the command line against the lab's cluster, as a user does, and waits for its end. */
export async function stargate(...args: readonly string[]): Promise<Ended> {
  return await beginStargate(...args).ended;
}

/** The same, without waiting. */
export function beginStargate(...args: readonly string[]): Running {
  const command = ["run", "--silent", "stargate", "--", ...args];
  return begin("npm", [...command, "--kubeconfig", labStatus().kubeconfig]);
}

/** Starts a program. */
export function begin(program: string, args: readonly string[]): Running {
  const child = spawn(program, args, {
    cwd: REPOSITORY,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: COMMAND_TIMEOUT_MS,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>(resolve =>
    child.once("close", code => {
      resolve({ code, stdout, stderr });
    }),
  );
  const said = async (pattern: RegExp): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (pattern.test(stdout)) {
          resolve();
        }
      };
      child.stdout.on("data", look);
      look();
      void ended.then(() => {
        reject(new Error(`it ended and never said ${String(pattern)}: ${stdout}${stderr}`));
      });
    });
  };
  return { said, ended };
}
