import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { format } from "prettier";

const BOOTSTRAP = "lib/bootstrap";
const SOURCES = [join(BOOTSTRAP, "scripts"), join(BOOTSTRAP, "files")];
const TARGET = join(BOOTSTRAP, "scripts.generated.ts");

/** How a script names the file beside it that it sources; shellcheck reads the same comment. */
const SOURCED = /^# shellcheck source=(\S+)\n\. "\$\(dirname "\$\{BASH_SOURCE\[0\]\}"\)\/\S+"\n/gm;

/** Embeds every file under `lib/bootstrap/{scripts,files}`, so that the bundled module carries them. */
export async function generateScripts(): Promise<void> {
  const entries: string[] = [];
  for (const folder of SOURCES) {
    for (const path of await filesBelow(folder)) {
      const name = relative(folder, path).replace(/\.sh$/, "");
      entries.push(`${JSON.stringify(name)}: ${JSON.stringify(await wholeText(path))},`);
    }
  }
  const text = [
    "// Generated from scripts/ and files/ by `npm run generate`; do not edit.",
    "/** Text of every script and file that reaches a server, by its path without `.sh`. */",
    `export const scripts = {\n${entries.join("\n")}\n} as const;`,
  ].join("\n");
  await writeFile(TARGET, await format(text, { parser: "typescript", printWidth: 100 }));
}

/** A script that comes over standard input has no file beside it: what it sources takes the place of the line. */
async function wholeText(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  const names = [...text.matchAll(SOURCED)].map(([, name = ""]) => join(dirname(path), name));
  const parts = await Promise.all(names.map(wholeText));
  return text.replace(SOURCED, () => (parts.shift() ?? "").replace(/^#!.*\n/, ""));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
}
