import { execa } from "execa";
import { LabError } from "../errors";
import type { Report } from "../progress";
import { mortal, run } from "../run";

/** The first Go that fetches the toolchain which a go.mod asks for. */
const OLDEST_GO_MINOR = 21;

const MINIMUM_REPORT_INTERVAL_MS = 1_000;
/** Where nobody watches a spinner, a line now and then is enough. */
const PLAIN_REPORT_INTERVAL_MS = 30_000;

const GO_ARCHITECTURES: Readonly<Partial<Record<NodeJS.Architecture, string>>> = { x64: "amd64" };

/** Go's and Debian's name of this machine's architecture. */
export function goArchitecture(): string {
  return GO_ARCHITECTURES[process.arch] ?? process.arch;
}

/** Something that Go can compile: all `tool`s of a module, or the one program in it. */
export interface GoSource {
  readonly name: string;
  readonly directory: string;
  readonly packages: "tool" | ".";
  readonly linkerFlags: readonly string[];
  /** Build tags. */
  readonly tags?: readonly string[];
}

/** Compiles static programs into a folder. */
export async function buildWithGo(
  source: GoSource,
  directory: string,
  report: Report,
): Promise<void> {
  await requireGo(source);
  const command = mortal([
    "go",
    ...["-C", source.directory, "build", "-v", "-trimpath", "-buildvcs=false"],
    ...["-tags", (source.tags ?? []).join(",")],
    ...["-ldflags", ["-s", "-w", ...source.linkerFlags].join(" ")],
    ...["-o", `${directory}/`, source.packages],
  ]);
  await run(command, { env: { CGO_ENABLED: "0" } }, progressOf(report));
}

/** `go build -v` names each package that it compiles: those that are in Go's own cache are not named. */
function progressOf(report: Report): (line: string) => void {
  const start = Date.now();
  const intervalMs = process.stderr.isTTY ? MINIMUM_REPORT_INTERVAL_MS : PLAIN_REPORT_INTERVAL_MS;
  let packages = 0;
  let reportedAt = 0;
  return line => {
    packages += 1;
    const now = Date.now();
    if (now - reportedAt >= intervalMs) {
      reportedAt = now;
      const seconds = Math.round((now - start) / 1000);
      report(`compiling with Go: ${packages} packages in ${seconds} s, now ${line}`);
    }
  };
}

async function requireGo(source: GoSource): Promise<void> {
  const remedy = "install a current Go from https://go.dev/dl and put it first in PATH";
  const { stdout, failed } = await execa("go", ["env", "GOVERSION"], { reject: false, cwd: "/" });
  if (failed) {
    throw new LabError(`Go is missing; ${source.name} has to be compiled`, remedy);
  }
  const minor = Number(/^go1\.(\d+)/.exec(stdout)?.[1] ?? 0);
  if (minor < OLDEST_GO_MINOR) {
    throw new LabError(`${stdout} is too old; ${source.name} has to be compiled`, remedy);
  }
  const toolchain = await execa("go", ["-C", source.directory, "version"], { reject: false });
  if (toolchain.failed) {
    throw new LabError(`${stdout} cannot build ${source.name}: ${toolchain.stderr}`, remedy);
  }
}
