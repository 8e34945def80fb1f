import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { saidNow, saidOf, stepOf, summaryLine } from "../../../../lib/cli/status/words";
import { reportAfter } from "../../../fakes/fleet";
import { aCondition, anOperation, aRouter, aServer, aWait } from "../../../fakes/samples";

const SERVER = aServer({ status: { state: "ready", message: "w1 is Ready" } });

function entryWith(status?: OperationStatus) {
  const operations = status === undefined ? [] : [anOperation({ status })];
  return reportAfter(0, { servers: [SERVER], operations }).servers[0]!;
}

describe("a Server that waits by itself", () => {
  const paused = { waitingFor: aWait("Paused", "Server dc1/w1"), message: "w1 is Ready" };
  const words = "waiting for Server dc1/w1 (Paused); goes on when the pause is taken back";

  function said(status?: OperationStatus): string | null {
    const operations = status === undefined ? [] : [anOperation({ status })];
    return saidOf(
      reportAfter(0, { servers: [aServer({ status: paused })], operations }).servers[0]!,
    );
  }

  it("says so without an operation, and after one", () => {
    expect(said()).toBe(words);
    expect(said({ phase: "Succeeded" })).toBe(words);
  });

  it("does not hide how its last operation failed", () => {
    expect(said({ phase: "Failed", message: "refused" })).toBe(`refused; ${words}`);
  });

  it("says what its operation waits for instead, while that does", () => {
    const waitingFor = aWait("ServerLocked", "Operation dc1/a");
    expect(said({ phase: "Running", waitingFor })).toContain("Operation dc1/a (ServerLocked)");
  });
});

describe("a Server that still repeats what its Operation said before", () => {
  const stale = { waitingFor: aWait("Draining", "Node w1"), message: "Operation op1: pods leave" };

  it.each<[OperationStatus, string | null]>([
    [{ phase: "Running", step: "7/9 join", message: "step 7/9 join" }, null],
    [{ phase: "Running", message: "the Node is drained" }, "the Node is drained"],
    [{ phase: "Succeeded", message: "Node w1 is Ready" }, "Node w1 is Ready"],
  ])("does not hide that it is on: %j", (status, want) => {
    const servers = [aServer({ status: stale })];
    const report = reportAfter(0, { servers, operations: [anOperation({ status })] });
    expect(saidOf(report.servers[0]!)).toBe(want);
  });
});

describe("saidNow", () => {
  it("says for how long, which is no news by itself", () => {
    const status = { waitingFor: aWait("SecretNotFound", "Secret a/x") };
    const fleet = { servers: [SERVER], operations: [anOperation({ status })] };
    const entry = reportAfter(310, fleet).servers[0]!;
    expect(saidNow(entry)).toContain("Secret a/x (SecretNotFound, for 5m10s)");
    expect(saidOf(entry)).toBe(saidOf(reportAfter(0, fleet).servers[0]!));
  });
});

describe("saidOf", () => {
  const failed = [aCondition("Failed", "True", { reason: "AuthFailed" })];
  it.each<[OperationStatus | undefined, string | null]>([
    [undefined, "w1 is Ready"],
    [{ phase: "Succeeded", message: "old news" }, "w1 is Ready"],
    [{ phase: "Failed", message: "refused", conditions: failed }, "AuthFailed: refused"],
    [
      { phase: "Pending", waitingFor: aWait("SecretNotFound", "Secret a/x"), message: "no Secret" },
      "waiting for Secret a/x (SecretNotFound); goes on when the Secret is created",
    ],
    [
      { phase: "Pending", waitingFor: aWait("NodeNotRegistered", "Node w1") },
      "waiting for Node w1 (NodeNotRegistered); goes on when the kubelet registers the Node",
    ],
    [
      { phase: "Pending", waitingFor: aWait("ApiForbidden") },
      "waiting for ApiForbidden; goes on when the right is granted",
    ],
    [
      {
        phase: "Running",
        waitingFor: { ...aWait("DrainBlocked", "Node w1"), message: "pod a/web: budget web" },
      },
      "waiting for Node w1 (DrainBlocked): pod a/web: budget web; goes on when the budget lets the pods go, or, with policy ForceAfter, the time of the drain is over",
    ],
    [{ phase: "Running", message: "connecting" }, "connecting"],
    [{ phase: "Running", step: "1/2 a", message: "step 1/2 a" }, null],
    [{}, null],
  ])("of %j says %j", (status, want) => {
    expect(saidOf(entryWith(status))).toBe(want);
  });
});

describe("stepOf", () => {
  it.each([
    [1, "1/1 a"],
    [3, "1/1 a (attempt 3)"],
  ])("names attempt %d where it is not the first", (attempts, want) => {
    const steps = [{ name: "a", state: "Running" as const, attempts }];
    expect(stepOf(entryWith({ step: "1/1 a", steps }).operation!)).toBe(want);
    expect(stepOf(entryWith({}).operation!)).toBeNull();
  });
});

describe("summaryLine", () => {
  it("counts what there always is, and the rest where there is any", () => {
    expect(summaryLine(reportAfter(0, { servers: [SERVER] }))).toBe(
      "servers: 1 ready, 0 provisioning, 0 error",
    );
    const pending = aServer({ metadata: { name: "w2" } });
    const operations = [anOperation({ spec: { serverRef: { name: "w3" } } })];
    const report = reportAfter(0, { servers: [pending], operations, routers: [aRouter()] });
    expect(summaryLine(report)).toBe(
      "servers: 0 ready, 0 provisioning, 1 pending, 0 error, 1 absent; routers: 0 of 1 ready",
    );
  });
});
