import { parseEntry } from "../../../lib/bootstrap/journal";
import { TrialRun, type TrialStep } from "./run";
import { TrialServer } from "./server";

/** Conforms once its apply has made the mark. */
const MARKED: TrialStep = {
  check: '[[ -e "${FILES_DIR}/../../mark" ]] || exit 10\n',
  apply: ': >"${FILES_DIR}/../../mark"\n',
};
const CONFORMS: TrialStep = { check: "exit 0\n" };

describe("a step with a gate", () => {
  let trial: TrialRun;

  afterEach(() => {
    trial.scratch.remove();
  });

  const events = (): unknown[] => trial.journal.map(({ event, step }) => [event, step]);

  it("parks the run before it is applied: without a result, and without its secrets", () => {
    trial = new TrialRun({ first: CONFORMS, second: { ...MARKED, gate: "drain" } });
    expect(trial.run().code).toBe(0);
    expect(trial.has("run/exit.json")).toBe(false);
    expect(trial.has("run/mark")).toBe(false);
    expect(trial.has("secrets")).toBe(false);
    const line = trial.scratch.read("run/journal.jsonl").trimEnd().split("\n").at(-1) ?? "";
    expect(parseEntry(line)).toMatchObject({ event: "run-parked", step: "second", gate: "drain" });
  });

  it("is applied by a run that is started again with the gate open", () => {
    trial = new TrialRun({ first: CONFORMS, second: { ...MARKED, gate: "drain" } });
    trial.run();
    trial.open("other", "drain");
    expect(trial.run().code).toBe(0);
    expect(events().slice(-3)).toEqual([
      ["step-started", "second"],
      ["step-finished", "second"],
      ["run-finished", undefined],
    ]);
    expect(trial.has("run/mark")).toBe(true);
  });

  it("stays shut when another gate is open", () => {
    trial = new TrialRun({ s: { ...MARKED, gate: "drain" } });
    trial.open("drain-other");
    trial.run();
    expect(trial.has("run/exit.json")).toBe(false);
  });

  it("holds nobody up who conforms", () => {
    trial = new TrialRun({ s: { ...CONFORMS, gate: "drain" } });
    trial.run();
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
  });

  it("may be waited for as often as it takes", () => {
    trial = new TrialRun({ s: { ...MARKED, gate: "drain" } });
    for (let start = 0; start < 6; start++) {
      trial.open();
      expect(trial.run().code).toBe(0);
    }
    trial.open("drain");
    trial.run();
    expect(trial.exit).toMatchObject({ result: "Succeeded" });
  });
});

/** Waits until the run is seen to be parked. */
const UNTIL_PARKED = `
until_parked() {
  local deadline=$((SECONDS + 20))
  until [[ $(send "$1") == "parked drain" ]]; do
    ((SECONDS < deadline)) || exit 99
    sleep 0.05
  done
}
`;

describe("a run that is parked", () => {
  let server: TrialServer;

  beforeEach(() => {
    server = new TrialServer().withUnits();
  });

  afterEach(() => {
    server.scratch.remove();
  });

  it("is seen to be so, starts again with its gate open, and ends", async () => {
    const steps = { s: { ...MARKED, gate: "drain" } };
    await server.offerSteps("start", steps);
    await server.offerSteps("open", steps, { limits: 'OPEN_GATES="drain"\n' });
    server.offer("inspect", "job/inspect");
    const story = `
      send start; until_parked inspect; send open; until_there "\${RUNS}/\${RUN}/exit.json"`;
    expect(server.tell(UNTIL_PARKED + story)).toMatchObject({ code: 0 });
    expect(server.exit()).toMatchObject({ result: "Succeeded" });
  });

  it("is cancelled like any other", async () => {
    await server.offerSteps("start", { s: { ...MARKED, gate: "drain" } });
    server.offer("inspect", "job/inspect");
    server.offerCancel("cancel");
    expect(server.tell(`${UNTIL_PARKED} send start; until_parked inspect`).code).toBe(0);
    expect(server.send("cancel").stdout).toContain('"reason":"Cancelled"');
    expect(server.send("inspect").stdout).toContain("finished");
  });
});
