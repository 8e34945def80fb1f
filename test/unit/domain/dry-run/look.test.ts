import {
  factsOf,
  failureOf,
  type Look,
  type LookEntry,
  NOTHING_LOOKED_AT,
  seen,
  withDependencies,
} from "../../../../lib/domain/dry-run/look";
import { frozen } from "../../../fakes/samples";

const looked = (step: string, state: "Unchanged" | "WouldApply" | "Unknown"): LookEntry => ({
  event: "looked",
  step,
  state,
});

function fold(...entries: readonly LookEntry[]): Look {
  return entries.reduce((look, entry) => seen(frozen(look), frozen(entry)), NOTHING_LOOKED_AT);
}

const FILE = { path: "/etc/a", diff: "+a", digest: "1" };
const REMOVAL = { kind: "unit", count: "1", what: "/etc/u", digest: "2" };
const PACKAGE = { name: "kubelet", from: undefined, to: "1.34.4-1.1" };

describe("seen", () => {
  it("gathers what each line tells, and knows when all was told", () => {
    const look = fold(
      { event: "checked", check: "Clock", state: "Passed" },
      looked("a", "WouldApply"),
      { event: "file", ...FILE },
      { event: "package", ...PACKAGE },
      { event: "removal", ...REMOVAL },
      { event: "output", name: "kubernetesVersion", value: "1.34.4" },
    );
    expect(look).toEqual({
      inputs: [],
      steps: [{ step: "a", state: "WouldApply" }],
      files: [FILE],
      packages: [PACKAGE],
      removals: [REMOVAL],
      preflight: [{ check: "Clock", state: "Passed" }],
      outputs: { kubernetesVersion: "1.34.4" },
      isComplete: false,
    });
    expect(seen(look, { event: "look-finished" }).isComplete).toBe(true);
  });

  it.each([["no diff"], [undefined]])("says what could not be told: %s", message => {
    const unseen = { event: "unseen", step: "a", message } as const;
    const { steps } = fold(looked("a", "WouldApply"), looked("b", "WouldApply"), unseen);
    expect(steps.map(step => step.message)).toEqual([
      `what it would change cannot be told: ${message ?? ""}`,
      undefined,
    ]);
  });
});

describe("withDependencies", () => {
  const look = fold(looked("join", "WouldApply"), looked("kubelet", "Unchanged"));

  it("does not foresee what another step decides", () => {
    const { steps } = withDependencies(look, { kubelet: ["packages", "join"] });
    expect(steps[1]).toEqual({
      step: "kubelet",
      state: "Unknown",
      message: "the step join decides it",
    });
  });

  it("believes the rest", () => {
    expect(withDependencies(look, { kubelet: ["packages"] })).toEqual(look);
  });
});

describe("failureOf", () => {
  it("is the first step that says why a run would fail", () => {
    const unknown = looked("a", "Unknown");
    const failing = { ...looked("b", "Unknown"), reason: "DiskFull" } as LookEntry;
    expect(failureOf(fold(unknown, looked("c", "WouldApply")))).toBeUndefined();
    expect(failureOf(fold(unknown, failing))).toMatchObject({ step: "b", reason: "DiskFull" });
  });
});

describe("factsOf", () => {
  it("has steps, files and packages, and neither words nor checks", () => {
    const file: LookEntry = { event: "file", ...FILE };
    const look = fold(looked("a", "Unknown"), file, { event: "package", ...PACKAGE });
    const told = { ...look, steps: look.steps.map(step => ({ ...step, message: "at noon" })) };
    expect(factsOf(look)).toEqual([
      "version ",
      "step a Unknown",
      "file /etc/a 1",
      "package kubelet  1.34.4-1.1",
    ]);
    expect(factsOf(told)).toEqual(factsOf(look));
    const removed: LookEntry = { event: "package", name: "x", from: "1" };
    const removals = [
      { event: "removal", ...REMOVAL },
      { event: "removal", kind: "mount", count: "2", what: "/a" },
    ] as const;
    expect(factsOf(fold(...removals))).toEqual(["version ", "removal unit 2", "removal mount "]);
    const version: LookEntry = { event: "output", name: "kubernetesVersion", value: "1.34.4" };
    expect(factsOf(fold(version, removed))).toEqual(["version 1.34.4", "package x 1 "]);
  });
});
