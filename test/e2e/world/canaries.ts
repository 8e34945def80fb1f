import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./cluster";
import { fed } from "./lab";

const SCAN = readFileSync(join(__dirname, "scan.sh"), "utf8");

/** The values of a Secret. */
export function dataOf(secret: Manifest | undefined): Record<string, string> {
  const data = (secret?.["data"] ?? {}) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
  );
}

/** Lines in the middle of a private key: each is a secret. */
export function keyLines(key = ""): string[] {
  const lines = key.split("\n").map(line => line.trim());
  return lines.filter(line => line.length > 30 && !line.startsWith("-----")).slice(1, -1);
}

/** Where on a machine one of the secrets is seen: in arguments and variables of its processes, or in its files and logs. */
export function hits(
  machine: string,
  places: readonly ("processes" | "files" | "logs")[],
  canaries: Iterable<string>,
): readonly string[] {
  const command = ["lab", "exec", machine, "--", "bash", "-c", SCAN, "scan", ...places] as const;
  const { stdout } = fed([...canaries].join("\n"), ...command);
  return stdout.split("\n").filter(line => line !== "");
}
