import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { execa } from "execa";
import { format } from "prettier";

const CRD_SUFFIX = ".stargate.io.yaml";

/**
 * Writes `lib/api/<kind>.generated.ts` for each file of `crds/`.
 *
 * The generator of kubernetes-fluent-client is the base; five of its habits are corrected, because
 * they are not true at run time or not the house style: dates (strings on the wire), enums (unions),
 * the optional spec (the CRDs require it), untyped metadata, and names that mean something else already.
 */
export async function generateApiTypes(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "stargate-generate-"));
  try {
    const crds = (await readdir("crds")).filter(file => file.endsWith(CRD_SUFFIX)).sort();
    for (const crd of crds) {
      await execa("kubernetes-fluent-client", ["crd", join("crds", crd), scratch], {
        preferLocal: true,
      });
    }
    for (const file of (await readdir(scratch)).sort()) {
      const source = await readFile(join(scratch, file), "utf8");
      const name = basename(file, "-v1alpha1.ts");
      await writeFile(`lib/api/${fileNameOf(source, name)}.generated.ts`, await corrected(source));
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** `ProvisioningProfile` → `provisioning-profile`. */
function fileNameOf(source: string, fallback: string): string {
  const kind = /export class (\w+)/.exec(source)?.[1] ?? fallback;
  return kind.replace(/(?<=[a-z])[A-Z]/g, letter => `-${letter}`).toLowerCase();
}

async function corrected(source: string): Promise<string> {
  const kind = /export class (\w+)/.exec(source)?.[1] ?? "";
  const unions = source.replace(
    /export enum (\w+) \{([^}]*)\}/g,
    (_, name: string, members: string) => {
      const values = [...members.matchAll(/= ("[^"]*")/g)].map(match => match[1]);
      return `export type ${name} = ${values.join(" | ")};`;
    },
  );
  const text = unions
    .replace(/^ {2}(declare (apiVersion|kind|metadata)\b.*|\/\/ eslint-disable.*)\n/gm, "")
    .replace(/\bDate;/g, "string;")
    .replace(/^ {2}spec\?: Spec;/m, "  spec!: Spec;")
    .replace(/\bStatusObject\b/g, `${kind}Status`)
    .replace(/\bSpec\b/g, `${kind}Spec`)
    .replace(/\bObject\b/g, "ObjectReference")
    .replace(/\bReason\b/g, "WaitReason")
    .replace(/^\/\/ This file.*$/m, "// Generated from crds/ by `npm run generate`; do not edit.");
  return await format(text, { parser: "typescript", printWidth: 100, arrowParens: "avoid" });
}
