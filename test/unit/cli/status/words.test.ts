import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { saidOf, stepOf, summaryLine } from "../../../../lib/cli/status/words";
import { reportAfter } from "../../../fakes/fleet";
import { aCondition, anOperation, aRouter, aServer } from "../../../fakes/samples";

const SERVER = aServer({ status: { state: "ready", message: "w1 is Ready" } });

function entryWith(status?: OperationStatus) {
  const operations = status === undefined ? [] : [anOperation({ status })];
  return reportAfter(0, { servers: [SERVER], operations }).servers[0]!;
}

describe("saidOf", () => {
  const failed = [aCondition("Failed", "True", { reason: "AuthFailed" })];
  it.each<[OperationStatus | undefined, string | null]>([
    [undefined, "w1 is Ready"],
    [{ phase: "Succeeded", message: "old news" }, "w1 is Ready"],
    [{ phase: "Failed", message: "refused", conditions: failed }, "AuthFailed: refused"],
    [{ phase: "Pending", waitingFor: "Secret/x", message: "no Secret" }, "waiting for Secret/x"],
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
