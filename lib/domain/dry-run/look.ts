import { type CheckResult, withResult } from "../preflight/results";

/** What would become of a step. */
export type Outlook = "Unchanged" | "WouldApply" | "Unknown";

/** A step, as it was looked at. */
export interface LookedStep {
  readonly step: string;
  readonly state: Outlook;
  /** Why it would fail, in one word, where it says so. */
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly remedy?: string | undefined;
}

/** A file that would be written. */
export interface LookedFile {
  readonly path: string;
  /** Unified; what is too long is cut. */
  readonly diff: string;
  /** SHA-256 of all of the difference. */
  readonly digest: string;
}

/** A package that would be installed, or replaced. */
export interface LookedPackage {
  readonly name: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Things of one kind that would be removed. */
export interface LookedRemoval {
  readonly kind: string;
  /** How many, in digits. */
  readonly count: string;
  /** Their names, one a line; what is too long is cut. */
  readonly what: string;
  /** SHA-256 of all the names; absent for what comes and goes with pods. */
  readonly digest?: string | undefined;
}

/** One line of a look. */
export type LookEntry =
  | ({ readonly event: "looked" } & LookedStep)
  | ({ readonly event: "file" } & LookedFile)
  | ({ readonly event: "package" } & LookedPackage)
  | ({ readonly event: "removal" } & LookedRemoval)
  | ({ readonly event: "checked" } & CheckResult)
  | { readonly event: "output"; readonly name: string; readonly value: string }
  /** What a step would change could not be told. */
  | { readonly event: "unseen"; readonly step: string; readonly message?: string | undefined }
  | { readonly event: "look-finished" };

/** What was seen of a server. */
export interface Look {
  /** What a run would work with, one a line: for which Server and profile, and scripts and files of its steps. */
  readonly inputs: readonly string[];
  readonly steps: readonly LookedStep[];
  readonly files: readonly LookedFile[];
  readonly packages: readonly LookedPackage[];
  readonly removals: readonly LookedRemoval[];
  readonly preflight: readonly CheckResult[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Whether everything was looked at. */
  readonly isComplete: boolean;
}

/** Nothing was looked at yet. */
export const NOTHING_LOOKED_AT: Look = {
  inputs: [],
  steps: [],
  files: [],
  packages: [],
  removals: [],
  preflight: [],
  outputs: {},
  isComplete: false,
};

/** The look after one more line. */
export function seen(look: Look, entry: LookEntry): Look {
  switch (entry.event) {
    case "looked": {
      const { event: _, ...step } = entry;
      return { ...look, steps: [...look.steps, step] };
    }
    case "file": {
      const { event: _, ...file } = entry;
      return { ...look, files: [...look.files, file] };
    }
    case "package": {
      const { event: _, ...package_ } = entry;
      return { ...look, packages: [...look.packages, package_] };
    }
    case "removal": {
      const { event: _, ...removal } = entry;
      return { ...look, removals: [...look.removals, removal] };
    }
    case "checked":
      return { ...look, preflight: withResult(look.preflight, entry) };
    case "output":
      return { ...look, outputs: { ...look.outputs, [entry.name]: entry.value } };
    case "unseen":
      return { ...look, steps: look.steps.map(step => unseen(step, entry)) };
    case "look-finished":
      return { ...look, isComplete: true };
  }
}

function unseen(
  step: LookedStep,
  { step: name, message = "" }: { readonly step: string; readonly message?: string | undefined },
): LookedStep {
  return step.step === name
    ? { ...step, message: `what it would change cannot be told: ${message}` }
    : step;
}

/** The look, where a step is unknown once another one that it depends on would be applied. */
export function withDependencies(
  look: Look,
  dependsOn: Readonly<Record<string, readonly string[]>>,
): Look {
  const applied = new Set(look.steps.filter(isApplied).map(({ step }) => step));
  const steps = look.steps.map((step): LookedStep => {
    const [decisive] = (dependsOn[step.step] ?? []).filter(name => applied.has(name));
    return decisive === undefined
      ? step
      : { step: step.step, state: "Unknown", message: `the step ${decisive} decides it` };
  });
  return { ...look, steps };
}

/** Why a run would fail, as far as a look can tell; undefined where it need not. */
export function failureOf({ steps }: Look): LookedStep | undefined {
  return steps.find(({ state, reason = "" }) => state === "Unknown" && reason !== "");
}

/** Whether the step would be applied. */
export function isApplied({ state }: LookedStep): boolean {
  return state === "WouldApply";
}

/** What of a look a plan consists of, one fact a line: the same plan has the same lines. Pods and words are none of it. */
export function factsOf(look: Look): readonly string[] {
  const { inputs, steps, files, packages, removals, outputs } = look;
  return [
    ...inputs,
    `version ${outputs["kubernetesVersion"] ?? ""}`,
    ...steps.map(({ step, state }) => `step ${step} ${state}`),
    ...files.map(({ path, digest }) => `file ${path} ${digest}`),
    ...packages.map(({ name, from = "", to = "" }) => `package ${name} ${from} ${to}`),
    ...removals.map(({ kind, digest = "" }) => `removal ${kind} ${digest}`),
  ];
}
