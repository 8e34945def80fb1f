import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY_DIRECTORY } from "../lab/lab";
import { job, runJobs } from "../lab/progress";
import { run } from "../lab/run";

/** What the built module follows from. */
const SOURCES = ["pepr.ts", "package.json", "package-lock.json", "{capabilities,lib}/**/*.ts"];

/** Written by hack/build.sh. */
const STAMP = path.join(REPOSITORY_DIRECTORY, "dist/.built-from");

/** Builds the module, unless it was built from just these sources. */
export async function ensureBuilt(): Promise<void> {
  const isBuilt = existsSync(STAMP) && readFileSync(STAMP, "utf8") === digestOfSources();
  await runJobs(
    job("Stargate module", async report => {
      if (isBuilt) {
        return "already built";
      }
      report("npm run build");
      await run(["bash", "hack/build.sh"], { cwd: REPOSITORY_DIRECTORY });
      return "built";
    }),
  );
}

/** Names what a built module follows from. */
export function digestOfSources(): string {
  const hash = createHash("sha256");
  for (const file of globSync(SOURCES, { cwd: REPOSITORY_DIRECTORY }).sort()) {
    hash.update(file).update(readFileSync(path.join(REPOSITORY_DIRECTORY, file)));
  }
  return hash.digest("hex");
}
