import { mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { LabError } from "./errors";

/** `flock` exits with this code when it gave up waiting. */
const CONFLICT_EXIT_CODE = 75;

/** How to take a lock. */
export interface LockOptions {
  readonly mode?: "exclusive" | "shared";
  /** Called once when somebody else holds the lock. */
  readonly onWait?: () => void;
  readonly timeoutSeconds?: number;
}

/**
 * Runs `work` under a file lock. The kernel holds it for a child that lives as long as our end of its stdin is open,
 * so that even a SIGKILL of this process gives the lock back.
 */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const release =
    (await acquire(file, options, 0)) ??
    (await acquireLater(file, options)) ??
    fail(file, options.timeoutSeconds ?? 0);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquireLater(file: string, options: LockOptions): Promise<Release | undefined> {
  options.onWait?.();
  return acquire(file, options, options.timeoutSeconds ?? 0);
}

function fail(file: string, timeoutSeconds: number): never {
  throw new LabError(
    `waited ${timeoutSeconds} s for the lock ${file}`,
    `find its holder with: fuser -v ${file}`,
  );
}

type Release = () => Promise<void>;

async function acquire(
  file: string,
  options: LockOptions,
  timeoutSeconds: number,
): Promise<Release | undefined> {
  const holder = execa(
    "flock",
    [
      `--${options.mode ?? "exclusive"}`,
      `--timeout=${timeoutSeconds}`,
      `--conflict-exit-code=${CONFLICT_EXIT_CODE}`,
      file,
      "cat",
    ],
    { reject: false, buffer: false },
  );
  // `cat` runs only once the lock is ours: its echo is the proof.
  holder.stdin.on("error", () => undefined);
  holder.stdin.write("held\n");
  const held = await Promise.race([
    new Promise<boolean>(resolve => holder.stdout.once("data", () => resolve(true))),
    holder.then(() => false),
  ]);
  if (!held) {
    return undefined;
  }
  return async () => {
    holder.stdin.end();
    await holder;
  };
}
