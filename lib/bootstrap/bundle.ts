import { SERVER_SECRETS_DIR } from "../api/names";
import {
  LOOK_LOCK_SECONDS,
  PACKAGE_LOCK_SECONDS,
  RUN_STARTS_LIMIT,
  STEP_BACKOFF_BASE_MS,
  STEP_BACKOFF_CAP_MS,
} from "../defaults";
import { assignments } from "../domain/shell-quote";
import { archive, type Archive, type Files } from "./archive";
import { discoveryFile, joinConfiguration } from "./join-configuration";
import { planOf } from "./plan";
import type { RunSpec } from "./run-spec";
import { scripts } from "./scripts.generated";
import type { Step } from "./step";

/** All of one run: what goes to disk on the server, and what stays in its memory. */
export interface Bundle {
  readonly operationUid: string;
  readonly runSeconds: number;
  readonly program: Archive;
  readonly secrets: Archive;
}

/** Renders the run of a spec. */
export async function renderBundle(run: RunSpec): Promise<Bundle> {
  return {
    operationUid: run.operationUid,
    runSeconds: run.runSeconds,
    program: await archive(programFiles(planOf(run), run)),
    secrets: await archive(secretFiles(run)),
  };
}

/** What the runner and `lib.sh` read. */
const LIMITS = {
  BACKOFF_BASE_MS: String(STEP_BACKOFF_BASE_MS),
  BACKOFF_CAP_MS: String(STEP_BACKOFF_CAP_MS),
  STARTS_LIMIT: String(RUN_STARTS_LIMIT),
  PACKAGE_LOCK_SECONDS: String(PACKAGE_LOCK_SECONDS),
};

/** Runner, library, steps and their files, laid out as `scripts/job/runner.sh` says. */
function programFiles(steps: readonly Step[], { openGates }: RunSpec): Files {
  const files: Record<string, string> = {
    "runner.sh": scripts["job/runner"],
    "stopped.sh": scripts["job/stopped"],
    "lib.sh": scripts.lib,
    "limits.env": assignments({ ...LIMITS, OPEN_GATES: openGates.join(" ") }),
    "steps.tsv": steps.map(line).join(""),
  };
  for (const step of steps) {
    Object.assign(files, partsOf(step, ["check", "apply"]));
  }
  return files;
}

function line({ name, checkSeconds, applySeconds, attempts, gate }: Step): string {
  return `${[name, checkSeconds, applySeconds, attempts, gate ?? "none"].join("\t")}\n`;
}

/** What there is of those parts of a step, and what they read. */
function partsOf({ name, parameters, files }: Step, parts: readonly string[]): Files {
  const present = parts.flatMap(part => {
    const script = `${name}/${part}`;
    return isScript(script) ? [[`steps/${script}.sh`, scripts[script]] as const] : [];
  });
  return {
    ...Object.fromEntries(present),
    [`steps/${name}/params.env`]: assignments(parameters),
    ...Object.fromEntries(
      Object.entries(files).map(([path, content]) => [`files/${path}`, content]),
    ),
  };
}

function secretFiles(run: RunSpec): Files {
  if (run.kind !== "repave") {
    return {};
  }
  const discovery = "discovery.yaml";
  return {
    "join.yaml": joinConfiguration(run, `${SERVER_SECRETS_DIR}/${run.operationUid}/${discovery}`),
    [discovery]: discoveryFile(run),
  };
}

/** The files of a look at what the steps would do: checks and previews, and nothing that applies. */
export function lookFiles(steps: readonly Step[]): Files {
  const files: Record<string, string> = {
    "lib.sh": scripts.lib,
    "preview.sh": scripts["job/preview"],
    "limits.env": assignments({ ...LIMITS, PACKAGE_LOCK_SECONDS: String(LOOK_LOCK_SECONDS) }),
    "steps.tsv": steps.map(({ name, checkSeconds }) => `${name}\t${checkSeconds}\n`).join(""),
  };
  for (const step of steps) {
    Object.assign(files, partsOf(step, ["check", "look", "preview"]));
  }
  return files;
}

function isScript(name: string): name is keyof typeof scripts {
  return name in scripts;
}
