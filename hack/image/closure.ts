import { readFile } from "node:fs/promises";
import path from "node:path";

/** What of package-lock.json tells which packages need which. */
export interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        /** Only where the folder is called otherwise. */
        readonly name?: string;
        readonly version?: string;
        readonly dependencies?: Readonly<Record<string, string>>;
        readonly optionalDependencies?: Readonly<Record<string, string>>;
      }
    >
  >;
}

/** The lock of a checkout. */
export async function readLock(root: string): Promise<Lock> {
  return JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8")) as Lock;
}

/** What lies in a folder such as `node_modules/a`: `a@1.2.3`. */
export function nameIn({ packages }: Lock, folder: string): string {
  const { name, version = "" } = packages[folder] ?? {};
  return `${name ?? folder.split("node_modules/").at(-1) ?? ""}@${version}`;
}

/**
 * The packages that Node.js can meet in others, these included, as paths such as `node_modules/a/node_modules/b`.
 *
 * They are found as Node.js finds them: in the package's own folder, then in each one above it. What is locked for
 * another platform is among them. Peers are not: who is asked for them says so.
 */
export function closureOf({ packages }: Lock, names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (from: string, name: string): void => {
    const place = placesFor(from, name).find(candidate => candidate in packages);
    if (place === undefined || found.has(place)) {
      return;
    }
    found.add(place);
    const { dependencies, optionalDependencies } = packages[place] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) {
      visit(place, needed);
    }
  };
  names.forEach(name => visit("", name));
  return [...found].sort();
}

/** Where Node.js looks for a package from within another one, nearest first. */
function placesFor(from: string, name: string): readonly string[] {
  const folders = from === "" ? [] : from.split("/node_modules/");
  const above = folders.map((_, index) =>
    folders.slice(0, folders.length - index).join("/node_modules/"),
  );
  return [...above.map(folder => `${folder}/node_modules/${name}`), `node_modules/${name}`];
}
