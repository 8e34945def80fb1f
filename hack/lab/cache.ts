import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { CACHE_DIRECTORY } from "./lab";
import { withLock } from "./lock";
import type { Report } from "./progress";

/** Longest build of a cache entry: two Kubernetes builds from cold, side by side, on a slow machine. */
const BUILD_TIMEOUT_SECONDS = 3600;

/** A finished entry of the cache. */
export interface CacheEntry {
  readonly directory: string;
  readonly built: boolean;
}

/** An entry is made in a folder of its own and renamed when complete: what has the final name is whole. */
export async function cached(
  name: string,
  report: Report,
  build: (directory: string) => Promise<void>,
): Promise<CacheEntry> {
  const directory = path.join(CACHE_DIRECTORY, name);
  if (existsSync(directory)) {
    return { directory, built: false };
  }
  const lock = path.join(CACHE_DIRECTORY, "locks", name);
  return withLock(lock, () => buildUnderLock(directory, build), {
    timeoutSeconds: BUILD_TIMEOUT_SECONDS,
    onWait: () => report(`another lab is making ${name}: waiting for it`),
  });
}

/** Short digest of files and folders, contents and names: the key of what is made from them. */
export async function digestOf(paths: readonly string[], ...extra: string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of paths) {
    await digestInto(hash, file);
  }
  extra.forEach(text => hash.update(`\0${text}`));
  return hash.digest("hex").slice(0, 12);
}

async function buildUnderLock(
  directory: string,
  build: (directory: string) => Promise<void>,
): Promise<CacheEntry> {
  if (existsSync(directory)) {
    return { directory, built: false };
  }
  // Left by a build that was killed. Nobody else writes here: we hold the lock.
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await build(unfinished);
  await rename(unfinished, directory);
  return { directory, built: true };
}

async function digestInto(hash: ReturnType<typeof createHash>, root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  );
  const files = entries
    ?.filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files ?? [root]) {
    hash.update(`\0${path.relative(path.dirname(root), file)}\0`);
    hash.update(await readFile(file));
  }
}
