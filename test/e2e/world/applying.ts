import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { REPOSITORY } from "./lab";
import { until } from "./until";

/** kubectl asks what kinds there are before each try, and webhooks may take their five seconds. */
const TRY_TIMEOUT_MS = 60_000;

const APPLIER = join(__dirname, "applier.sh");

/**
 * Somebody who applies a manifest all the while, without storing it and on connections of their own, until the work is done.
 * How each try went: `ok`, or what kubectl said.
 */
export async function whileApplying(
  manifest: string,
  work: () => Promise<void>,
): Promise<readonly string[]> {
  const command = ["run", "--silent", "lab", "--", "exec", "cp", "--", "bash", APPLIER, manifest];
  const child = spawn("npm", command, {
    cwd: REPOSITORY,
    // As the test has it: it sees a copy, which may name another lab.
    env: process.env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const tries = (): readonly string[] => text.split("\n").slice(0, -1);
  const another = async (): Promise<void> => {
    const before = tries().length;
    await until("another try of who applies", TRY_TIMEOUT_MS, () =>
      Promise.resolve(tries().length > before ? true : undefined),
    );
  };
  try {
    await another();
    await work();
    // What was under way in the end counts, too.
    await another();
  } finally {
    process.kill(-(child.pid ?? 0));
    await once(child, "close");
  }
  return tries();
}
