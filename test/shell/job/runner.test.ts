import fc from "fast-check";
import { parseEntry, parseResult } from "../../../lib/bootstrap/journal";
import { quote } from "../../../lib/domain/shell-quote";
import { TrialRun, type TrialStep } from "./run";

/** Conforms once its apply has made the mark. */
const MARKED: TrialStep = {
  check: '[[ -e "${FILES_DIR}/../mark" ]] || exit 10\n',
  apply: 'echo applying; : >"${FILES_DIR}/../mark"\n',
};
const CONFORMS: TrialStep = { check: "exit 0\n" };

describe("runner.sh", () => {
  let trial: TrialRun;

  function start(steps: Readonly<Record<string, TrialStep>>, before?: readonly string[]): number {
    trial = new TrialRun(steps);
    return trial.run(before).code ?? -1;
  }

  afterEach(() => {
    trial.scratch.remove();
  });

  it("checks, applies what does not conform, checks again, and writes the record last", () => {
    expect(start({ first: CONFORMS, second: MARKED })).toBe(0);
    expect(trial.journal.map(({ event, step, state }) => [event, step, state])).toEqual([
      ["run-started", undefined, undefined],
      ["step-started", "first", undefined],
      ["step-finished", "first", "Unchanged"],
      ["step-started", "second", undefined],
      ["step-finished", "second", "Applied"],
      ["run-finished", undefined, undefined],
    ]);
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
    expect(trial.log).toBe("applying\n");
  });

  it("finds everything done when it runs again", () => {
    start({ second: MARKED });
    trial.lose();
    expect(trial.run().code).toBe(0);
    expect(trial.journal.at(-2)).toMatchObject({ step: "second", state: "Unchanged" });
  });

  it("knows what it applied although it went down in the midst of it, as in a reboot", () => {
    const apply = `
      : >"\${FILES_DIR}/../mark"
      up() { awk '/^PPid/ { print $2 }' "/proc/$1/status"; }
      is_runner() { grep -qF runner.sh "/proc/$1/cmdline"; }
      runner=$$
      until is_runner "\${runner}"; do runner=$(up "\${runner}"); done
      while is_runner "$(up "\${runner}")"; do runner=$(up "\${runner}"); done
      kill -KILL "\${runner}"
    `;
    const later = { ...MARKED, check: MARKED.check.replace("mark", "other") };
    start({
      reboot: { ...MARKED, apply },
      later: { ...later, apply: ': >"${FILES_DIR}/../other"\n' },
    });
    expect(trial.journal.at(-1)).toMatchObject({ event: "step-started", step: "reboot" });
    expect(trial.run().code).toBe(0);
    const ends = () => trial.journal.filter(({ event }) => event === "step-finished");
    expect(ends()).toMatchObject([
      { step: "reboot", state: "Applied" },
      { step: "later", state: "Applied" },
    ]);
    trial.lose();
    expect(trial.run().code).toBe(0);
    expect(ends().slice(2)).toMatchObject([{ state: "Unchanged" }, { state: "Unchanged" }]);
  });

  it("writes a journal and a record that the controller can read", () => {
    start({ first: CONFORMS, broken: { check: "exit 3\n" } });
    const lines = trial.scratch.read("run/journal.jsonl").trimEnd().split("\n");
    expect(lines.map(line => parseEntry(line)?.event)).not.toContain(undefined);
    expect(parseResult(trial.scratch.read("run/exit.json"))).toMatchObject({
      result: "Failed",
      step: "broken",
      reason: "ScriptFailed",
      message: "check of step broken ended with exit code 3",
    });
  });

  it.each([
    ["a check that needs an apply that is not there", { check: "exit 10\n" }, "exit code 10"],
    ["an apply that fails", { check: "exit 10\n", apply: "exit 1\n" }, "apply of step s"],
    ["an apply without effect", { check: "exit 10\n", apply: "exit 0\n" }, "exit code 10"],
    [
      "set -e in a check, which is no request to apply",
      { check: "set -e\nfalse\n" },
      "exit code 1",
    ],
    ["a script that was killed", { check: "kill -9 $$\n" }, "check of step s was ended by SIGKILL"],
    [
      "another signal",
      { check: "exit 10\n", apply: "kill $$\n" },
      "apply of step s was ended by SIGTERM",
    ],
    [
      "a code that no signal has",
      { check: "exit 255\n" },
      "check of step s ended with exit code 255",
    ],
  ])("ends with %s", (_, step, message) => {
    expect(start({ s: step, never: MARKED })).toBe(1);
    expect(trial.exit).toMatchObject({ result: "Failed", step: "s" });
    expect(trial.exit["message"]).toContain(message);
    expect(trial.has("run/bundle/mark")).toBe(false);
  });

  it("ends a step at its deadline and says so", () => {
    start({ slow: { check: "sleep 60\n", seconds: 1 } });
    expect(trial.exit).toMatchObject({ result: "Failed", step: "slow", reason: "StepTimedOut" });
  });

  it("lets a step say why it failed and what to do", () => {
    const check = '. "${LIB}"\nfail DiskFull "the disk \\"a\\\\b\\" is full" "buy\ta disk"\n';
    start({ s: { check } });
    expect(trial.exit).toMatchObject({
      reason: "DiskFull",
      message: 'the disk "a\\b" is full',
      remedy: "buy\ta disk",
    });
  });

  it("tells what single checks found, of a step that fails, too", () => {
    const line = String.raw`Clock\037Failed\037ClockSkewed\037it says "noon"\037set it`;
    const check = `printf 'checked=${line}\\nchecked=Swap\\037Passed\\037\\037\\037\\n' >>"\${RESULT_FILE}"; exit 1`;
    start({ look: { check } });
    expect(trial.journal.filter(({ event }) => event === "checked")).toMatchObject([
      {
        step: "look",
        check: "Clock",
        state: "Failed",
        message: 'it says "noon"',
        remedy: "set it",
      },
      { step: "look", check: "Swap", state: "Passed" },
    ]);
  });

  it("hands outputs to later steps and to the controller", () => {
    const check = '[[ $(<"${OUTPUTS_DIR}/version") == "1.34.4" ]]\n';
    start({ find: { check: '. "${LIB}"\noutput version 1.34.4\n' }, use: { check } });
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
    expect(trial.journal.find(({ event }) => event === "output")).toMatchObject({
      name: "version",
      value: "1.34.4",
    });
  });

  it("removes the secrets when it ends, well or not", () => {
    start({ s: CONFORMS });
    expect(trial.has("secrets")).toBe(false);
    trial.scratch.remove();
    start({ s: { check: "exit 1\n" } });
    expect(trial.has("secrets")).toBe(false);
  });

  it("touches nothing while another run holds the lock", () => {
    expect(start({ s: MARKED }, ["flock", "/var/lib/stargate/lock"])).toBe(1);
    expect(trial.exit).toMatchObject({ result: "Failed", reason: "ServerLocked" });
    expect(trial.has("run/bundle/mark")).toBe(false);
  });

  it("waits a moment for a run that is just ending", () => {
    const predecessor = `
      flock /var/lib/stargate/lock sleep 1 &
      while flock -n /var/lib/stargate/lock true; do :; done
      "$@"`;
    start({ s: CONFORMS }, ["bash", "-c", predecessor, "--"]);
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
  });

  it("ends before its next script when the server was given to another run", () => {
    const fence = '/var/lib/stargate/fence; echo "2 other" >/var/lib/stargate/fence\n';
    start({ s: { check: `cat ${fence}exit 10\n`, apply: ': >"${FILES_DIR}/../mark"\n' } });
    expect(trial.exit).toMatchObject({
      step: "s",
      reason: "Fenced",
      message: "the server was given to the run other",
    });
    expect(trial.has("run/bundle/mark")).toBe(false);
  });

  it("goes on when its own fence rises", () => {
    const raise = 'echo "2 run" >/var/lib/stargate/fence\n';
    start({ s: { check: raise }, then: CONFORMS });
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
  });

  it("touches nothing when nobody gave it the server", () => {
    trial = new TrialRun({ s: MARKED });
    trial.scratch.write("root/var/lib/stargate/fence", "");
    trial.run();
    expect(trial.exit).toMatchObject({ reason: "Fenced" });
    expect(trial.has("run/bundle/mark")).toBe(false);
  });

  it("begins a line of its own after one that a power cut tore", () => {
    trial = new TrialRun({ s: CONFORMS });
    trial.scratch.write("run/journal.jsonl", '{"time":"2026-01-01T00:00:00Z","event":"step-sta');
    trial.run();
    const [torn, ...lines] = trial.scratch.read("run/journal.jsonl").trimEnd().split("\n");
    expect(parseEntry(torn ?? "")).toBeUndefined();
    expect(lines.map(line => parseEntry(line)?.event)).toEqual([
      "run-started",
      "step-started",
      "step-finished",
      "run-finished",
    ]);
  });

  it("gives up a run that was lost again and again", () => {
    start({ s: MARKED });
    for (let lost = 1; lost < 3; lost++) {
      trial.lose();
      trial.run();
      expect(trial.exit).toMatchObject({ result: "Succeeded" });
    }
    trial.lose();
    trial.run();
    expect(trial.exit).toMatchObject({
      result: "Failed",
      reason: "JobLost",
      message: "the run was started 3 times and never came to an end",
    });
  });

  it("does not leave its lock to what a step starts", () => {
    start({ s: { check: "sleep 30 >/dev/null 2>&1 &\n" } });
    trial.lose();
    expect(trial.run().code).toBe(0);
  });

  it("does not wait for a process that keeps a step's output open", () => {
    const before = Date.now();
    start({ s: { check: "sleep 30 &\n" } });
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
    expect(Date.now() - before).toBeLessThan(20_000);
  });

  it("writes valid JSON whatever a step says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), text => {
        const said = text.replaceAll(/[\0\n]/g, "");
        start({ s: { check: `. "\${LIB}"\nfail Because ${quote(said)} ""\n` } });
        // eslint-disable-next-line no-control-regex
        const printable = said.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
        expect(trial.exit["message"] ?? "").toBe(
          said === "" ? "check of step s ended with exit code 1" : printable,
        );
        trial.scratch.remove();
      }),
      { numRuns: 25 },
    );
  });
});
