import fc from "fast-check";
import { REASONS } from "../../../../lib/api/conditions";
import {
  advance,
  type JournalEntry,
  knownReason,
  NO_PROGRESS,
  retryLabel,
  type RunProgress,
  stepLabel,
} from "../../../../lib/domain/run/progress";
import { frozen } from "../../../fakes/samples";

const started = (...steps: string[]): JournalEntry => ({ event: "run-started", time: "t0", steps });
const begun = (step: string): JournalEntry => ({ event: "step-started", time: "t1", step });
const ended = (step: string, state: "Unchanged" | "Applied" | "Failed"): JournalEntry => ({
  event: "step-finished",
  time: "t2",
  step,
  state,
});
const output = (name: string, value: string): JournalEntry => ({
  event: "output",
  time: "t",
  name,
  value,
});
const finished = (result: "Succeeded" | "Failed"): JournalEntry => ({
  event: "run-finished",
  time: "t3",
  result,
});

const retried = (step: string, attempt = 1): JournalEntry => ({
  event: "step-retried",
  time: "2026-03-01T12:00:00.500Z",
  step,
  attempt,
  attempts: 3,
  delaySeconds: 2.25,
  reason: "JoinFailed",
  message: "kubeadm join failed",
});

/** The progress after all entries; nothing that was handed in may change. */
function fold(entries: readonly JournalEntry[], from: RunProgress = NO_PROGRESS): RunProgress {
  return entries.reduce((progress, entry) => advance(frozen(progress), frozen(entry)), from);
}

const name = fc.constantFrom("a", "b", "c", "unknown");
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  name.map(begun),
  name.map(each => retried(each)),
  name.map((check): JournalEntry => ({ event: "checked", time: "t", check, state: "Passed" })),
  fc.tuple(name, fc.constantFrom("Unchanged", "Applied", "Failed")).map(all => ended(...all)),
  fc.tuple(name, fc.string()).map(all => output(...all)),
  fc.constantFrom("Succeeded", "Failed").map(finished),
);

describe("advance", () => {
  it("lists every step as pending when the run starts", () => {
    expect(fold([started("a", "b")])).toEqual({
      steps: [
        { name: "a", state: "Pending", attempts: 0 },
        { name: "b", state: "Pending", attempts: 0 },
      ],
      outputs: {},
      preflight: [],
      result: undefined,
    });
  });

  it("keeps what each check found last, also when the step succeeds later", () => {
    const checked = (state: "Failed" | "Passed"): JournalEntry => ({
      event: "checked",
      time: "t1",
      check: "Clock",
      state,
    });
    const entries = [started("a"), begun("a"), checked("Failed"), retried("a"), checked("Passed")];
    expect(fold([...entries, ended("a", "Unchanged")]).preflight).toEqual([
      { check: "Clock", state: "Passed" },
    ]);
  });

  it("tells how far a step is, and when", () => {
    expect(fold([started("a", "b"), begun("a")]).steps).toEqual([
      { name: "a", state: "Running", startTime: "t1", attempts: 1 },
      { name: "b", state: "Pending", attempts: 0 },
    ]);
    expect(fold([started("a", "b"), begun("a"), ended("a", "Applied")]).steps[0]).toEqual({
      name: "a",
      state: "Applied",
      startTime: "t1",
      completionTime: "t2",
      attempts: 1,
    });
  });

  it("forgets the end of an earlier attempt when a step starts again", () => {
    const again = fold([started("a"), begun("a"), ended("a", "Failed"), begun("a")]);
    expect(again.steps).toEqual([{ name: "a", state: "Running", startTime: "t1", attempts: 2 }]);
  });

  it("counts attempts on when the run starts again, and forgets its result", () => {
    const run = [started("a", "b"), begun("a"), ended("a", "Failed"), finished("Failed")];
    const again = fold([...run, started("b", "a", "c")]);
    expect(again.result).toBeUndefined();
    expect(again.steps).toEqual([
      { name: "b", state: "Pending", attempts: 0 },
      { name: "a", state: "Pending", attempts: 1 },
      { name: "c", state: "Pending", attempts: 0 },
    ]);
  });

  it("tells why a step is tried again, and when", () => {
    const failed = fold([started("a", "b"), begun("a"), retried("a")]);
    expect(failed.retry).toEqual({
      step: "a",
      attempt: 2,
      attempts: 3,
      until: "2026-03-01T12:00:02.750Z",
      reason: "JoinFailed",
      message: "kubeadm join failed",
      remedy: undefined,
    });
    expect(failed.steps[0]).toMatchObject({ state: "Running", attempts: 1 });
  });

  it("tells it until the step or the run has ended", () => {
    const again = [started("a", "b"), begun("a"), retried("a"), begun("a")];
    expect(fold(again).retry).toMatchObject({ step: "a", attempt: 2 });
    expect(fold([...again, retried("a", 2), output("x", "1")]).retry?.attempt).toBe(3);
    for (const last of [ended("a", "Applied"), finished("Failed"), started("a", "b")]) {
      expect("retry" in fold([...again, last])).toBe(false);
    }
  });

  it("keeps outputs and result while steps go on", () => {
    const known = fold([started("a"), output("x", "1"), finished("Failed")]);
    for (const entry of [begun("a"), ended("a", "Applied"), begun("unknown")]) {
      expect(fold([entry], known)).toMatchObject({
        outputs: { x: "1" },
        result: { result: "Failed" },
      });
    }
  });

  it("keeps the last value of every output", () => {
    const { outputs } = fold([output("a", "1"), output("b", "2"), output("a", "3")]);
    expect(outputs).toEqual({ a: "3", b: "2" });
  });

  it("takes an output for a value, whatever its name", () => {
    const { outputs } = fold([output("__proto__", "x"), output("constructor", "y")]);
    expect(Object.entries(outputs)).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });

  it("keeps the run's own words about its end", () => {
    const last: JournalEntry = {
      event: "run-finished",
      time: "t3",
      result: "Failed",
      step: "a",
      reason: "ScriptFailed",
      message: "m",
      remedy: "r",
    };
    expect(fold([last]).result).toMatchObject({
      result: "Failed",
      step: "a",
      message: "m",
      remedy: "r",
    });
  });

  it("neither adds, drops nor reorders steps while a run goes on", () => {
    fc.assert(
      fc.property(fc.array(entry), entries => {
        const { steps } = fold([started("a", "b", "c"), ...entries]);
        expect(steps.map(step => step.name)).toEqual(["a", "b", "c"]);
      }),
    );
  });

  it("counts exactly the starts of each step", () => {
    fc.assert(
      fc.property(fc.array(entry), entries => {
        for (const step of fold([started("a", "b", "c"), ...entries]).steps) {
          const starts = entries.filter(
            candidate => candidate.event === "step-started" && candidate.step === step.name,
          );
          expect(step.attempts).toBe(starts.length);
        }
      }),
    );
  });

  it("ends where it ends, wherever the journal is cut", () => {
    fc.assert(
      fc.property(fc.array(entry), fc.nat(20), (entries, at) => {
        const journal = [started("a", "b"), ...entries];
        const half = fold(journal.slice(0, at));
        expect(fold(journal.slice(at), half)).toEqual(fold(journal));
      }),
    );
  });
});

describe("stepLabel", () => {
  it.each<{ what: string; entries: JournalEntry[]; want: string | undefined }>([
    { what: "nothing is known", entries: [], want: undefined },
    { what: "no step began", entries: [started("a", "b")], want: undefined },
    { what: "the first works", entries: [started("a", "b"), begun("a")], want: "1/2 a" },
    {
      what: "the first is done",
      entries: [started("a", "b"), begun("a"), ended("a", "Unchanged")],
      want: "1/2 a",
    },
    {
      what: "the last works",
      entries: [started("a", "b"), ended("a", "Applied"), begun("b")],
      want: "2/2 b",
    },
  ])("is $want when $what", ({ entries, want }) => {
    expect(stepLabel(fold(entries))).toBe(want);
  });
});

describe("retryLabel", () => {
  it("is there while a step is tried again", () => {
    expect(retryLabel(fold([started("a"), begun("a"), retried("a")]))).toBe(
      "attempt 2 of 3: kubeadm join failed",
    );
    expect(retryLabel(fold([started("a"), begun("a")]))).toBeUndefined();
  });
});

describe("knownReason", () => {
  it.each(Object.keys(REASONS))("knows %s", reason => {
    expect(knownReason(reason)).toBe(reason);
  });

  it.each([undefined, "", "Nonsense", "scriptfailed", "toString", "__proto__", "constructor"])(
    "takes %j for a script that failed",
    reason => {
      expect(knownReason(reason)).toBe("ScriptFailed");
    },
  );
});
