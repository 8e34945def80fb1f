import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { LabError } from "../errors";
import type { Report } from "../progress";
import { run } from "../run";
import { goArchitecture } from "./go-build";
import type { ToolModule } from "./tool-module";

/** The project's own releases. */
const RELEASE_URL = "https://dl.k8s.io/release";

/** A machine without a way to the internet should notice soon. */
const CONNECT_TIMEOUT_SECONDS = 5;
const CHECKSUM_TIMEOUT_SECONDS = 10;
const PROGRAM_TIMEOUT_SECONDS = 900;

/** Downloads the programs of a release and verifies each against its published checksum. */
export async function download(
  module: ToolModule,
  directory: string,
  report: Report,
): Promise<void> {
  const base = `${RELEASE_URL}/v${module.version}/bin/linux/${goArchitecture()}`;
  for (const [index, program] of module.programs.entries()) {
    report(`downloading ${program} (${index + 1}/${module.programs.length})`);
    const wanted = await curl(`${base}/${program}.sha256`, CHECKSUM_TIMEOUT_SECONDS);
    const file = path.join(directory, program);
    await curl(`${base}/${program}`, PROGRAM_TIMEOUT_SECONDS, "--output", file);
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    if (hash.digest("hex") !== wanted.trim()) {
      throw new LabError(`checksum of ${base}/${program} is wrong`);
    }
    await chmod(file, 0o755);
  }
}

/** curl rather than fetch, because it follows the proxy settings of the machine. */
async function curl(url: string, timeoutSeconds: number, ...options: string[]): Promise<string> {
  return run([
    "curl",
    "--silent",
    "--show-error",
    "--fail",
    "--location",
    "--connect-timeout",
    String(CONNECT_TIMEOUT_SECONDS),
    "--max-time",
    String(timeoutSeconds),
    ...options,
    url,
  ]);
}
