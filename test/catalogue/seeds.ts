import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "./row";

/** A manifest that users of the original have, and what must be written instead where it cannot be taken. */
export interface Seed {
  readonly file: string;
  readonly manifest: Manifest;
  readonly says?: string;
}

/** What refusals say, by file; all others are taken as they stand. */
const REFUSED: Readonly<Record<string, string>> = {
  "readme-server.yaml":
    '"100.x.x.x" is not an IPv4 address; write four decimal numbers, such as 10.50.1.5',
};

const SEEDS_DIRECTORY = join(__dirname, "seeds");

/** Every manifest of our kinds, and of their Secrets, in the original's README and in its end-to-end log. */
export const SEEDS: readonly Seed[] = globSync("*.yaml", { cwd: SEEDS_DIRECTORY })
  .sort()
  .flatMap(file =>
    parseAllDocuments(readFileSync(join(SEEDS_DIRECTORY, file), "utf8")).map(document => {
      const says = REFUSED[basename(file)];
      const manifest = document.toJS() as Manifest;
      return { file, manifest, ...(says === undefined ? {} : { says }) };
    }),
  );
