import { onSmallDisk } from "../scratch";
import { TrialRun, type TrialStep, type TrialSteps } from "./run";

const MARKED: TrialStep = {
  check: '[[ -e "${FILES_DIR}/../mark" ]] || exit 10\n',
  apply: ': >"${FILES_DIR}/../mark"\n',
};
const CONFORMS: TrialStep = { check: "exit 0\n" };

describe("a step that fails", () => {
  let trial: TrialRun;

  function start(steps: TrialSteps): void {
    trial = new TrialRun(steps);
    trial.run();
  }

  afterEach(() => {
    trial.scratch.remove();
  });

  /** What happened to a step, in order. */
  function events(name: string): readonly (string | undefined)[] {
    return trial.journal
      .filter(({ step, result }) => step === name && !result)
      .map(e => e["event"]);
  }

  /** Fails until it was tried so often. */
  const flaky = (times: number, last = "exit 0"): string => `
    . "\${LIB}"
    echo x >>"\${FILES_DIR}/../tries"
    (($(wc -l <"\${FILES_DIR}/../tries") > ${times})) || again Flaky "not yet" "wait"
    ${last}\n`;

  it("is repeated where that may help, and nothing else is", () => {
    start({ first: CONFORMS, flaky: { check: flaky(2), attempts: 3 }, last: CONFORMS });
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
    expect(events("flaky")).toEqual([
      "step-started",
      "step-retried",
      "step-started",
      "step-retried",
      "step-started",
      "step-finished",
    ]);
    expect(events("first")).toEqual(["step-started", "step-finished"]);
    const [first, second] = trial.journal.filter(({ event }) => event === "step-retried");
    expect(first).toMatchObject({
      attempt: "1",
      attempts: "3",
      reason: "Flaky",
      message: "not yet",
      remedy: "wait",
    });
    expect(second).toMatchObject({ attempt: "2" });
    for (const { delaySeconds } of [first ?? {}, second ?? {}]) {
      expect(Number(delaySeconds)).toBeGreaterThan(0);
      expect(Number(delaySeconds)).toBeLessThanOrEqual(0.05);
    }
  });

  it("fails when it was tried as often as it may", () => {
    start({ flaky: { check: flaky(9), attempts: 2 }, never: MARKED });
    expect(events("flaky")).toEqual([
      "step-started",
      "step-retried",
      "step-started",
      "step-finished",
    ]);
    expect(trial.exit).toMatchObject({ result: "Failed", step: "flaky", reason: "Flaky" });
    expect(trial.has("run/bundle/mark")).toBe(false);
  });

  it("is not repeated when only a human can mend it", () => {
    start({ s: { check: '. "${LIB}"; fail WrongHost "no" "another"\n', attempts: 9 } });
    expect(events("s")).toEqual(["step-started", "step-finished"]);
    expect(trial.exit).toMatchObject({ reason: "WrongHost" });
  });

  it.each([
    ["an apply without a word", { check: "exit 10\n", apply: "exit 1\n" }, "ScriptFailed"],
    ["a check without a word", { check: "exit 3\n" }, "ScriptFailed"],
    ["an apply without effect", { check: "exit 10\n", apply: "true\n" }, "ScriptFailed"],
    ["a timeout", { check: "sleep 60\n", seconds: 1 }, "StepTimedOut"],
    ["a signal", { check: "kill -SEGV $$\n" }, "ScriptFailed"],
    ["SIGKILL long before its time is over", { check: "kill -KILL $$\n" }, "ScriptFailed"],
    ["the exit code of a timeout, before there was one", { check: "exit 124\n" }, "ScriptFailed"],
    [
      "a timeout that only SIGKILL could end",
      { check: 'trap "" TERM; while :; do :; done\n', seconds: 1 },
      "StepTimedOut",
    ],
  ])("is repeated after %s", (_, step, reason) => {
    start({ s: { ...step, attempts: 2 } });
    expect(events("s").filter(event => event === "step-started")).toHaveLength(2);
    expect(trial.exit).toMatchObject({ reason });
  });

  it("was applied, if any of its tries did that", () => {
    const check = '[[ -e "${FILES_DIR}/../mark" ]] || exit 10\nexit "$(<"${FILES_DIR}/../mark")"\n';
    const apply = 'echo 1 >"${FILES_DIR}/../mark"; (sleep 0.2; echo 0 >"${FILES_DIR}/../mark") &\n';
    start({ s: { check, apply, attempts: 20 } });
    expect(trial.journal.at(-2)).toMatchObject({ state: "Applied" });
  });

  it("leaves no empty record on a disk that is full, and says in the journal how it ended (F27)", () => {
    const fill =
      'rm "${FILES_DIR}/../../reserve"; head -c 100M /dev/zero >"${FILES_DIR}/../fill"\n';
    trial = new TrialRun({ fill: { check: `${fill}true\n` } });
    trial.run(onSmallDisk(trial.scratch.path("run"), "4m"));
    expect([trial.has("run/exit.json"), trial.has("run/exit.json.new")]).toEqual([false, false]);
    expect(trial.journal.at(-1)).toMatchObject({ event: "run-finished", result: "Succeeded" });
  });

  it("says that a disk is full, and leaves a record on it (F27)", () => {
    const fill = 'head -c 100M /dev/zero >"${FILES_DIR}/../fill"\n';
    trial = new TrialRun({ fill: { check: fill, attempts: 3 } });
    trial.run(onSmallDisk(trial.scratch.path("run"), "4m"));
    expect(trial.exit).toMatchObject({ reason: "DiskFull", step: "fill" });
  });
});
