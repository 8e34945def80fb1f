import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import { narrate, type Narration, resultOf, UNTOLD } from "../../../../lib/cli/logs/narrate";
import { aCondition, anOperation, aWait, laterBy, NOW } from "../../../fakes/samples";

/** The operation with that status. */
function having(status: OperationStatus): Operation {
  return anOperation({ status });
}

/** Texts of the lines for one status after the other. */
function story(...statuses: readonly OperationStatus[]): readonly (readonly string[])[] {
  let told: Narration = UNTOLD;
  return statuses.map(status => {
    const { lines, after } = narrate(told, having(status), NOW);
    told = after;
    return lines.map(({ text }) => text);
  });
}

const DONE = { name: "preflight", state: "Unchanged", startTime: NOW, attempts: 1 } as const;

describe("narrate", () => {
  it("begins with what the operation is, even before anybody looked at it", () => {
    const { lines } = narrate(UNTOLD, anOperation(), NOW);
    expect(lines).toEqual([{ time: NOW, text: "Operation dc1/op1: repave of Server w1" }]);
    const created = new Date(NOW).toISOString() as unknown as Date;
    const operation = anOperation({
      metadata: { creationTimestamp: created },
      spec: { provisioningProfileRef: { name: "fast" } },
    });
    expect(narrate(UNTOLD, operation, "now").lines).toEqual([
      { time: created, text: "Operation dc1/op1: repave of Server w1 with profile fast" },
    ]);
  });

  it("says that it is a dry run, and where its plan is told", () => {
    const conditions = [aCondition("Complete", "True")];
    const status: OperationStatus = { message: "1 of 2", conditions, plan: [] };
    const { lines } = narrate(UNTOLD, anOperation({ spec: { dryRun: true }, status }), NOW);
    expect(lines.map(({ text }) => text)).toEqual([
      "Operation dc1/op1: dry run of repave of Server w1",
      "succeeded: 1 of 2",
      "`stargate plan op/op1` prints the plan",
    ]);
  });

  it("says what is waited for, once", () => {
    const waitingFor = aWait("SecretNotFound", "Secret dc1/ssh", { message: "it is not there" });
    const waiting = { message: "it is not there", waitingFor };
    const full = {
      message: "1 run",
      waitingFor: aWait("RunsLimited", undefined, { message: "1 run" }),
    };
    expect(story({}, waiting, waiting, full, { message: "connecting" }).slice(1)).toEqual([
      [
        "waiting for Secret dc1/ssh (SecretNotFound): it is not there; goes on when the Secret is created",
      ],
      [],
      [
        "waiting for RunsLimited: 1 run; goes on when an older run ends, or the limit in the settings is raised",
      ],
      ["connecting"],
    ]);
  });

  it("says for how long it has been waited, where that is long", () => {
    const operation = anOperation({
      status: { waitingFor: aWait("SecretNotFound", "Secret a/b") },
    });
    const { lines, after } = narrate(UNTOLD, operation, laterBy(310));
    expect(lines.at(-1)?.text).toContain("waiting for Secret a/b (SecretNotFound, for 5m10s): ");
    expect(narrate(after, operation, laterBy(320)).lines).toEqual([]);
  });

  it("gives the message of a wait that an earlier version stored as a text", () => {
    const status = { message: "no Secret", waitingFor: "Secret/a/b" } as unknown as OperationStatus;
    expect(story({}, status)[1]).toEqual(["no Secret"]);
  });

  it("tells of steps as they begin and end, with duration and attempt", () => {
    const host = { ...DONE, completionTime: laterBy(2) };
    const pending = { name: "kubelet", state: "Pending", attempts: 0 } as const;
    const running = {
      name: "kubelet",
      state: "Running",
      startTime: laterBy(2),
      attempts: 1,
    } as const;
    const again = { ...running, startTime: laterBy(9), attempts: 2 };
    const applied = { ...again, state: "Applied" as const, completionTime: laterBy(75) };
    const failed = { name: "kubelet", state: "Failed" as const };
    const [, first, ...later] = story(
      { message: "the run is starting" },
      { step: "2/2 kubelet", message: "step 2/2 kubelet", steps: [host, running] },
      { step: "2/2 kubelet", message: "step 2/2 kubelet", steps: [host, running] },
      { steps: [host, again] },
      { steps: [host, applied] },
      { steps: [host, pending] },
      { steps: [host, failed] },
    );
    expect(first).toEqual(["[1/2] preflight  unchanged, 2s", "[2/2] kubelet    started"]);
    expect(later).toEqual([
      [],
      ["[2/2] kubelet    started, attempt 2"],
      ["[2/2] kubelet    applied, 1m6s, attempt 2"],
      [],
      ["[2/2] kubelet    failed"],
    ]);
  });

  it("gives steps the time at which they began or ended", () => {
    const steps = [
      { ...DONE, completionTime: laterBy(1) },
      { name: "kubelet", state: "Running" as const, startTime: laterBy(2), attempts: 1 },
    ];
    const { lines } = narrate(UNTOLD, having({ steps }), "now");
    expect(lines.slice(1).map(({ time }) => time)).toEqual([laterBy(1), laterBy(2)]);
  });

  it("gives output the time of the step's event that came with it, or else before it", () => {
    const running = {
      name: "kubelet",
      state: "Running" as const,
      startTime: laterBy(2),
      attempts: 1,
    };
    const applied = { ...running, state: "Applied" as const, completionTime: laterBy(9) };
    const host = { ...DONE, completionTime: laterBy(1) };
    const seen = [
      { steps: [host, running] },
      { steps: [host, running], logTail: "a\n", logEnd: 2 },
      { steps: [host, applied], logTail: "a\nb\n", logEnd: 4 },
    ];
    const metadata = { creationTimestamp: NOW as unknown as Date };
    let told: Narration = UNTOLD;
    const lines = seen.flatMap(status => {
      const news = narrate(told, anOperation({ metadata, status }), laterBy(60));
      told = news.after;
      return news.lines;
    });
    expect(lines.slice(-3)).toEqual([
      { time: laterBy(2), text: "  | a" },
      { time: laterBy(9), text: "  | b" },
      { time: laterBy(9), text: "[2/2] kubelet    applied, 7s" },
    ]);
    const [, ...first] = narrate(
      UNTOLD,
      anOperation({ metadata, status: seen[2]! }),
      laterBy(60),
    ).lines;
    expect(first.map(({ time }) => time)).toEqual([laterBy(1), laterBy(9), laterBy(9), laterBy(9)]);
  });

  it("never goes back in time, whosever clock is behind", () => {
    const steps = [{ ...DONE, completionTime: `${NOW.slice(0, -1)}.700Z` }];
    const conditions = [aCondition("Complete", "True")];
    const { lines, after } = narrate(UNTOLD, having({ steps, message: "wait" }), laterBy(5));
    const news = narrate(after, having({ steps, conditions, completionTime: laterBy(1) }), NOW);
    const times = [...lines, ...news.lines].map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(news.lines.at(-1)?.time).toBe(laterBy(5));
  });

  it("shows new output before the step that printed it ends, and the end with the result", () => {
    const running = { name: "preflight", state: "Running", startTime: NOW, attempts: 1 } as const;
    const [, , second] = story(
      {},
      { steps: [running] },
      { steps: [{ ...DONE, completionTime: laterBy(1) }], logTail: "hello\n", logEnd: 6 },
    );
    expect(second).toEqual(["  | hello", "[1/1] preflight  unchanged, 1s"]);
    const [all] = story({
      steps: [DONE],
      logTail: "bye",
      message: "w1 is Ready",
      startTime: NOW,
      completionTime: laterBy(90),
      conditions: [aCondition("Complete", "True")],
    });
    expect(all?.slice(1)).toEqual([
      "[1/1] preflight  unchanged",
      "  | bye",
      "succeeded after 1m30s: w1 is Ready",
    ]);
  });

  it("ends a failure with its reason, what that means, and the message with its remedy", () => {
    const failed = (reason: string): OperationStatus => ({
      message: "step join: refused;\ndo that",
      waitingFor: aWait("RunsLimited"),
      conditions: [aCondition("Failed", "True", { reason })],
    });
    expect(story({}, failed("JoinFailed"))[1]).toEqual([
      "failed: JoinFailed: kubeadm could not join the node to the cluster.",
      "  step join: refused; do that",
    ]);
    expect(story({}, failed("toString"))[1]?.[0]).toBe("failed: toString");
  });

  it("lets nothing through that would move the cursor", () => {
    const [, [text = ""] = []] = story({}, { message: "\u001b[31mred\u0007\nnext" });
    expect(text).toBe("red next");
  });
});

describe("resultOf", () => {
  it.each([
    ["Complete", "Succeeded"],
    ["Failed", "Failed"],
    ["Ready", undefined],
  ])("judges by conditions: %s", (type, want) => {
    expect(resultOf(having({ conditions: [aCondition(type, "True")] }))).toBe(want);
  });
});
