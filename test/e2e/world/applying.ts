import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { REPOSITORY } from "./lab";

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
  try {
    await work();
  } finally {
    process.kill(-(child.pid ?? 0));
    await once(child, "close");
  }
  return text.split("\n").slice(0, -1);
}
