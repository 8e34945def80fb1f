import type { Operation, OperationStatus } from "../../../../lib/api/operation.generated";
import * as status from "../../../../lib/domain/operation/status";
import { NO_PROGRESS, type RunProgress } from "../../../../lib/domain/run/progress";
import {
  aCondition,
  anObject,
  anOperation,
  aWait,
  frozen,
  laterBy,
  NOW,
} from "../../../fakes/samples";

const WHY = {
  reason: "HostUnreachable",
  message: "no answer in 30 s",
  object: anObject("Server dc1/w1"),
} as const;
const WAIT = {
  reason: "ServerNotFound",
  message: "no Server w1",
  object: anObject("Server dc1/w1"),
  started: false,
} as const;

const PROGRESS: RunProgress = {
  ...NO_PROGRESS,
  steps: [
    { name: "preflight", state: "Unchanged", attempts: 1, startTime: NOW, completionTime: NOW },
    { name: "kubelet", state: "Running", attempts: 2, startTime: NOW },
  ],
  outputs: { kubernetesVersion: "1.34.4" },
};

const NO_OUTPUT = { tail: "", end: 0 };
const SEEN = { progress: PROGRESS, output: NO_OUTPUT };

type Build = (operation: Operation, now: string) => OperationStatus;

/** Every builder, with the phase that a fresh operation is in after it. */
const BUILDERS: readonly { name: string; build: Build; phase: string }[] = [
  { name: "waiting", build: (op, now) => status.waiting(op, WAIT, now), phase: "Pending" },
  {
    name: "waiting, started",
    build: (op, now) => status.waiting(op, { ...WAIT, started: true }, now),
    phase: "Running",
  },
  { name: "starting", build: (op, now) => status.starting(op, "k8s", now), phase: "Running" },
  { name: "unreachable", build: (op, now) => status.unreachable(op, WHY, now), phase: "Pending" },
  {
    name: "running",
    build: (op, now) => status.running(op, { unit: "u", ...SEEN }, now),
    phase: "Pending",
  },
  {
    name: "bootstrapped",
    build: (op, now) => status.bootstrapped(op, SEEN, now),
    phase: "Pending",
  },
  { name: "awaitingNode", build: (op, now) => status.awaitingNode(op, WHY, now), phase: "Pending" },
  { name: "failed", build: (op, now) => status.failed(op, WHY, now), phase: "Failed" },
  {
    name: "succeeded",
    build: (op, now) => status.succeeded(op, { message: "done", isNode: true }, now),
    phase: "Succeeded",
  },
];

/** `type=status reason` of each condition. */
function shape({ conditions = [] }: OperationStatus): string[] {
  return conditions.map(({ type, status: judged, reason }) => `${type}=${judged} ${reason}`);
}

describe.each(BUILDERS)("$name", ({ build, phase }) => {
  it("lists every condition of the kind from the first status on, the unjudged without a word", () => {
    const { conditions = [] } = build(anOperation(), NOW);
    expect(conditions.map(({ type }) => type).join(" ")).toBe(
      "Bootstrapped Complete Failed HostReachable NodeReady Ready",
    );
    const unjudged = conditions.filter(({ reason }) => reason === "NotStarted");
    expect(unjudged.map(({ message }) => message).join("")).toBe("");
  });

  it(`derives the phase ${phase} from the conditions, whatever it was`, () => {
    expect(build(anOperation(), NOW).phase).toBe(phase);
    expect(build(anOperation({ status: { phase: "Succeeded" } }), NOW).phase).toBe(phase);
  });

  it("is Running at most once work began", () => {
    const began = anOperation({ status: { startTime: laterBy(-60) } });
    expect(build(began, NOW).phase).toBe(phase === "Pending" ? "Running" : phase);
    expect(build(began, NOW).startTime).toBe(laterBy(-60));
  });

  it("lets Ready mirror Complete", () => {
    const { conditions } = build(anOperation(), NOW);
    const ready = conditions?.find(({ type }) => type === "Ready");
    expect(ready).toEqual({
      ...conditions?.find(({ type }) => type === "Complete"),
      type: "Ready",
    });
  });

  it("clears a wait that is over, and says the generation that it judged", () => {
    const before = anOperation({
      status: { waitingFor: aWait("ServerNotFound", "Server dc1/old") },
    });
    expect(build(before, NOW).waitingFor?.object?.name).not.toBe("old");
    expect(build(before, NOW).observedGeneration).toBe(2);
  });

  it("says the same again at a later time, but for the time of its end", () => {
    const once = build(anOperation(), NOW);
    const { completionTime, ...again } = build(anOperation({ status: frozen(once) }), laterBy(60));
    const { completionTime: end, ...first } = once;
    expect(again).toEqual(first);
    expect(completionTime === undefined).toBe(end === undefined);
  });

  it("keeps what an earlier status recorded", () => {
    const before = frozen({ logTail: "log", dcJobID: "u", provisioningProfile: "k8s" });
    expect(build(anOperation({ status: before }), NOW)).toMatchObject(before);
  });

  it("judges an object without metadata", () => {
    const operation = anOperation();
    delete operation.metadata;
    expect(build(operation, NOW).observedGeneration).toBe(0);
  });
});

describe("waiting", () => {
  it("says what is missing, and for what it waits", () => {
    const waiting = status.waiting(anOperation(), WAIT, NOW);
    expect(waiting).toMatchObject({
      message: "no Server w1",
      waitingFor: aWait("ServerNotFound", "Server dc1/w1", { message: "no Server w1" }),
    });
    expect(waiting).not.toHaveProperty("startTime");
    expect(shape(waiting)).toContain("Complete=False ServerNotFound");
    expect(shape(waiting)).toContain("HostReachable=Unknown NotStarted");
  });

  it("starts the time to reach the host when that is what it waits for", () => {
    const started = status.waiting(anOperation(), { ...WAIT, started: true }, NOW);
    expect(started.startTime).toBe(NOW);
  });
});

describe("starting", () => {
  it("begins once, and records the profile", () => {
    const first = status.starting(anOperation(), "k8s-1-34", NOW);
    expect(first).toMatchObject({
      startTime: NOW,
      provisioningProfile: "k8s-1-34",
      message: "connecting to the server",
    });
    expect(shape(first)).toContain("Complete=False InProgress");
    const again = status.starting(anOperation({ status: first }), "k8s-1-34", laterBy(60));
    expect(again.startTime).toBe(NOW);
  });
});

describe("unreachable", () => {
  it("blames the contact, and waits for it", () => {
    const unreachable = status.unreachable(anOperation(), WHY, NOW);
    expect(unreachable.waitingFor).toMatchObject(WHY);
    expect(shape(unreachable)).toContain("HostReachable=False HostUnreachable");
  });
});

describe("running", () => {
  it("names the job and the step, and lists all steps", () => {
    const running = status.running(anOperation(), { unit: "stargate-x", ...SEEN }, NOW);
    expect(running).toMatchObject({
      dcJobID: "stargate-x",
      step: "2/2 kubelet",
      message: "step 2/2 kubelet",
      kubernetesVersion: "1.34.4",
      steps: PROGRESS.steps,
    });
    expect(shape(running)).toEqual([
      "Bootstrapped=False StepsRunning",
      "Complete=False StepsRunning",
      "Failed=False InProgress",
      "HostReachable=True Connected",
      "NodeReady=Unknown NotStarted",
      "Ready=False StepsRunning",
    ]);
  });

  it("says that the run is starting while there is no step", () => {
    const progress = NO_PROGRESS;
    const running = status.running(anOperation(), { unit: "u", progress, output: NO_OUTPUT }, NOW);
    expect(running.message).toBe("the run is starting");
    expect(running).not.toHaveProperty("step");
    expect(running).not.toHaveProperty("steps");
    expect(running).not.toHaveProperty("kubernetesVersion");
  });
});

describe("bootstrapped", () => {
  it("waits for the Node, and marks the moment from which it waits", () => {
    const before = anOperation({ status: { conditions: [aCondition("Bootstrapped", "False")] } });
    const after = status.bootstrapped(before, SEEN, NOW);
    expect(after).toMatchObject({
      waitingFor: { reason: "NodeNotRegistered", object: { kind: "Node", name: "w1" } },
      message: "every step on the server succeeded; waiting for the Node",
    });
    expect(shape(after)).toEqual(
      expect.arrayContaining(["Complete=False InProgress", "Bootstrapped=True StepsSucceeded"]),
    );
    expect(after.conditions).toContainEqual(
      expect.objectContaining({ type: "Bootstrapped", status: "True", lastTransitionTime: NOW }),
    );
  });
});

describe("awaitingNode", () => {
  it("judges the Node and nothing else", () => {
    const before = status.bootstrapped(anOperation(), SEEN, laterBy(-60));
    const why = { reason: "NodeNotRegistered", message: "no Node" } as const;
    const after = status.awaitingNode(anOperation({ status: before }), why, NOW);
    expect(after).toMatchObject({
      waitingFor: aWait("NodeNotRegistered", "Node w1", {
        since: laterBy(-60),
        message: "no Node",
      }),
      message: "no Node",
    });
    expect(shape(after)).toContain("NodeReady=False NodeNotRegistered");
    expect(after.conditions).toContainEqual(
      expect.objectContaining({ type: "Bootstrapped", lastTransitionTime: laterBy(-60) }),
    );
  });
});

describe("failed", () => {
  it.each(["HostReachable", "Bootstrapped", "NodeReady"] as const)("blames %s", about => {
    expect(shape(status.failed(anOperation(), { ...WHY, about }, NOW))).toContain(
      `${about}=False HostUnreachable`,
    );
  });

  it("blames nothing in particular where nothing is to blame", () => {
    const failed = status.failed(anOperation(), { ...WHY, fields: { logTail: "end" } }, NOW);
    expect(failed).toMatchObject({ completionTime: NOW, logTail: "end" });
    expect(failed).not.toHaveProperty("waitingFor");
    expect(shape(failed)).toEqual([
      "Bootstrapped=Unknown NotStarted",
      "Complete=False HostUnreachable",
      "Failed=True HostUnreachable",
      "HostReachable=Unknown NotStarted",
      "NodeReady=Unknown NotStarted",
      "Ready=False HostUnreachable",
    ]);
  });
});

describe("succeeded", () => {
  it("is Complete, Ready and not Failed, and ends now", () => {
    const succeeded = status.succeeded(
      anOperation(),
      { message: "Node w1 is Ready", isNode: true },
      NOW,
    );
    expect(succeeded).toMatchObject({ completionTime: NOW, message: "Node w1 is Ready" });
    expect(succeeded).not.toHaveProperty("waitingFor");
    expect(shape(succeeded)).toEqual(
      expect.arrayContaining([
        "Complete=True Succeeded",
        "Failed=False Succeeded",
        "NodeReady=True NodeReady",
      ]),
    );
  });
});
