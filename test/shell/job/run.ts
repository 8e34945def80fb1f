import { rmSync } from "node:fs";
import type { Files } from "../../../lib/bootstrap/archive";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { type Ended, Scratch } from "../scratch";

/** Scripts of one step of a trial run. */
export interface TrialStep {
  readonly check: string;
  readonly apply?: string;
  readonly parameters?: string;
  readonly seconds?: number;
  readonly attempts?: number;
  readonly gate?: string;
}

/** Steps of a trial run by name. */
export type TrialSteps = Readonly<Record<string, TrialStep>>;

/** Limits of a trial run; only as long as a test likes to wait. */
const LIMITS = "BACKOFF_BASE_MS=20\nBACKOFF_CAP_MS=50\nSTARTS_LIMIT=3\nPACKAGE_LOCK_SECONDS=2\n";

/** The program of a run over made-up steps, laid out as `runner.sh` says. */
export function trialProgram(steps: TrialSteps, limits = ""): Files {
  const files: Record<string, string> = {
    "runner.sh": scripts["job/runner"],
    "stopped.sh": scripts["job/stopped"],
    "lib.sh": scripts.lib,
    "limits.env": LIMITS + limits,
    "files/kept": "",
    "steps.tsv": Object.entries(steps)
      .map(([name, { seconds = 10, attempts = 1, gate }]) => [
        ...[name, seconds, seconds, attempts],
        ...(gate === undefined ? [] : [gate]),
      ])
      .map(fields => `${fields.join("\t")}\n`)
      .join(""),
  };
  for (const [name, { check, apply, parameters = "" }] of Object.entries(steps)) {
    files[`steps/${name}/check.sh`] = check;
    files[`steps/${name}/params.env`] = parameters;
    if (apply !== undefined) {
      files[`steps/${name}/apply.sh`] = apply;
    }
  }
  return files;
}

/** A run of the runner over made-up steps. */
export class TrialRun {
  readonly scratch = new Scratch();

  constructor(steps: TrialSteps) {
    for (const [path, content] of Object.entries(trialProgram(steps))) {
      this.scratch.write(`run/bundle/${path}`, content);
    }
    this.scratch.write("secrets/token", "abcdef.0123456789abcdef");
    this.scratch.write("root/var/lib/stargate/fence", "1 run\n");
  }

  run(before: readonly string[] = []): Ended {
    const { scratch } = this;
    const runner = ["bash", scratch.path("run/bundle/runner.sh")];
    return scratch.run([...before, ...runner, scratch.path("run"), scratch.path("secrets")]);
  }

  /** Starts anew with these gates open. */
  open(...gates: readonly string[]): void {
    this.scratch.write("run/bundle/limits.env", `${LIMITS}OPEN_GATES="${gates.join(" ")}"\n`);
    this.scratch.write("secrets/token", "abcdef.0123456789abcdef");
  }

  /** Forgets how the run ended, as a server does that lost its power a moment before. */
  lose(): void {
    rmSync(this.scratch.path("run/exit.json"));
  }

  get journal(): readonly Record<string, string>[] {
    return linesOf(this.scratch.read("run/journal.jsonl"));
  }

  get exit(): Record<string, string> {
    return JSON.parse(this.scratch.read("run/exit.json")) as Record<string, string>;
  }

  get log(): string {
    return this.scratch.read("run/output.log");
  }

  has(name: string): boolean {
    return this.scratch.has(name);
  }
}

/** The lines of a journal. Throws when one of them is no JSON. */
export function linesOf(journal: string): readonly Record<string, string>[] {
  const lines = journal.split("\n").filter(line => line !== "");
  return lines.map(line => JSON.parse(line) as Record<string, string>);
}
