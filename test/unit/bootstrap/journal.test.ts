import fc from "fast-check";
import { parseEntry, parseResult } from "../../../lib/bootstrap/journal";
import { textOf } from "../../fakes/arbitraries";

const TIME = "2026-03-01T12:00:00.123Z";

const STARTED = { event: "run-started", time: TIME, steps: "preflight,sysctl" };
const BEGUN = { event: "step-started", time: TIME, step: "preflight" };
const ENDED = { event: "step-finished", time: TIME, step: "preflight", state: "Applied" };
const RETRIED = {
  event: "step-retried",
  time: TIME,
  step: "join",
  attempt: "1",
  attempts: "3",
  delaySeconds: "2.417",
  reason: "JoinFailed",
  message: "kubeadm join failed",
  remedy: "see the log",
};
const OUTPUT = { event: "output", time: TIME, name: "podCIDR", value: "10.244.1.0/24" };
const CHECKED = {
  event: "checked",
  time: TIME,
  step: "preflight",
  check: "DiskSpace",
  state: "Failed",
  reason: "DiskFull",
  message: "/var is full",
  remedy: "free 2 GiB",
};
const FINISHED = {
  event: "run-finished",
  time: TIME,
  result: "Failed",
  step: "preflight",
  reason: "ScriptFailed",
  message: "two\nlines",
  remedy: "mend it",
};

/** Text that is nearly a line of a journal: cut, doubled, or with something else in between. */
const nearly = fc
  .tuple(
    fc.constantFrom(
      ...[STARTED, BEGUN, ENDED, RETRIED, OUTPUT, CHECKED, FINISHED].map(entry =>
        JSON.stringify(entry),
      ),
    ),
    fc.nat(150),
    fc.nat(150),
    textOf('{}[]",:\\u0\n\u0000ntf1e'),
  )
  .map(([line, from, to, between]) => line.slice(0, from) + between + line.slice(to));

describe("parseEntry", () => {
  it.each([
    { entry: STARTED, want: { ...STARTED, steps: ["preflight", "sysctl"] } },
    { entry: { ...STARTED, steps: "preflight" }, want: { ...STARTED, steps: ["preflight"] } },
    { entry: { ...STARTED, bootId: "b" }, want: { ...STARTED, steps: ["preflight", "sysctl"] } },
    { entry: BEGUN, want: BEGUN },
    { entry: ENDED, want: ENDED },
    { entry: { ...ENDED, state: "Unchanged" }, want: { ...ENDED, state: "Unchanged" } },
    {
      entry: { ...ENDED, state: "Failed", reason: "r", message: "m", remedy: "x" },
      want: { ...ENDED, state: "Failed" },
    },
    { entry: RETRIED, want: { ...RETRIED, attempt: 1, attempts: 3, delaySeconds: 2.417 } },
    { entry: OUTPUT, want: OUTPUT },
    { entry: { ...OUTPUT, value: "" }, want: { ...OUTPUT, value: "" } },
    { entry: CHECKED, want: { ...CHECKED, step: undefined } },
    {
      entry: { event: "checked", time: TIME, check: "Clock", state: "Passed" },
      want: { event: "checked", time: TIME, check: "Clock", state: "Passed" },
    },
    { entry: FINISHED, want: FINISHED },
    {
      entry: { event: "run-finished", time: TIME, result: "Succeeded" },
      want: { event: "run-finished", time: TIME, result: "Succeeded" },
    },
    {
      entry: { ...BEGUN, time: "2026-03-01T12:00:00Z" },
      want: { ...BEGUN, time: "2026-03-01T12:00:00Z" },
    },
  ])("reads $entry", ({ entry, want }) => {
    expect(parseEntry(JSON.stringify(entry))).toEqual(want);
  });

  it.each([
    { entry: {}, why: "it is empty" },
    { entry: { ...BEGUN, event: "step-began" }, why: "its event is unknown" },
    { entry: { ...BEGUN, event: undefined }, why: "it has no event" },
    { entry: { ...BEGUN, time: undefined }, why: "it has no time" },
    { entry: { ...BEGUN, time: "yesterday" }, why: "its time is none" },
    { entry: { ...BEGUN, time: 1_700_000_000 }, why: "its time is a number" },
    { entry: { ...BEGUN, step: undefined }, why: "it has no step" },
    { entry: { ...BEGUN, step: 7 }, why: "its step is a number" },
    { entry: { ...STARTED, steps: ["preflight"] }, why: "its steps are a list" },
    { entry: { ...ENDED, state: "Running" }, why: "its state is no end" },
    { entry: { ...RETRIED, attempt: "first" }, why: "its attempt is no number" },
    { entry: { ...RETRIED, delaySeconds: "1e9" }, why: "its delay is none" },
    { entry: { ...RETRIED, attempts: 3 }, why: "its attempts are no text" },
    { entry: { ...OUTPUT, value: undefined }, why: "it has no value" },
    { entry: { ...FINISHED, result: "Perhaps" }, why: "its result is none" },
    { entry: [BEGUN], why: "it is a list" },
    { entry: null, why: "it is null" },
    { entry: "run-started", why: "it is a text" },
  ])("knows nothing of $entry: $why", ({ entry }) => {
    expect(parseEntry(JSON.stringify(entry))).toBeUndefined();
  });

  it.each([
    "",
    " ",
    "\u0000",
    "{",
    "}",
    "null",
    "NaN",
    "undefined",
    '{"event":"run-started"',
    "\ufeff{}",
  ])("knows nothing of the line %j", line => {
    expect(parseEntry(line)).toBeUndefined();
  });

  it("cuts a text that would fill our memory", () => {
    const entry = parseEntry(JSON.stringify({ ...BEGUN, step: "x".repeat(100_000) }));
    expect(JSON.stringify(entry).length).toBeLessThan(9000);
  });

  it("takes nothing over that is not part of an entry", () => {
    const line = `{"event":"step-started","time":"${TIME}","step":"a","__proto__":{"x":1},"more":2}`;
    expect(Object.keys(parseEntry(line) ?? {}).sort()).toEqual(["event", "step", "time"]);
  });

  it("never throws, whatever a server writes", () => {
    const line = fc.oneof(fc.string({ unit: "binary" }), fc.json(), nearly);
    fc.assert(
      fc.property(line, text => {
        const entry = parseEntry(text);
        expect(entry === undefined || typeof entry.event === "string").toBe(true);
        parseResult(text);
      }),
      { numRuns: 500 },
    );
  });

  it("reads any text that a runner wrote", () => {
    const value = fc.string({ unit: "binary", maxLength: 500 });
    fc.assert(
      fc.property(value, value, (name, said) => {
        const entry = { event: "output", time: TIME, name, value: said };
        expect(parseEntry(JSON.stringify(entry))).toEqual(entry);
      }),
    );
  });

  it("survives JSON as deep as it comes", () => {
    expect(parseEntry("[".repeat(100_000))).toBeUndefined();
    expect(parseEntry(`{"event":`.repeat(100_000))).toBeUndefined();
  });
});

describe("parseResult", () => {
  it.each([
    { record: { time: TIME, result: "Succeeded" }, want: { result: "Succeeded" } },
    {
      record: { time: TIME, result: "Failed", step: "s", reason: "r", message: "m", remedy: "x" },
      want: { result: "Failed", step: "s", reason: "r", message: "m", remedy: "x" },
    },
    { record: { result: "Failed" }, want: { result: "Failed" } },
  ])("reads $record", ({ record, want }) => {
    expect(parseResult(`${JSON.stringify(record)}\n`)).toEqual(want);
  });

  it.each([
    "",
    "\n",
    "{}",
    "null",
    '{"result":"Perhaps"}',
    '{"result":"Failed","step":7}',
    '{"result":"Failed"',
  ])("knows nothing of %j", record => {
    expect(parseResult(record)).toBeUndefined();
  });

  it("keeps the reason of a failure whose message is too long", () => {
    const message = "x".repeat(100_000);
    const result = parseResult(JSON.stringify({ result: "Failed", reason: "JoinFailed", message }));
    expect(result).toMatchObject({ result: "Failed", reason: "JoinFailed" });
    expect(result?.message?.length).toBe(8192);
  });
});
