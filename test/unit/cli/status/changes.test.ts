import { changesBetween } from "../../../../lib/cli/status/changes";
import { reportAfter } from "../../../fakes/fleet";
import { aCondition, anOperation, aRouter, aServer, NOW } from "../../../fakes/samples";

const SERVERS = [aServer({ status: { state: "provisioning" } })];
const running = anOperation({ status: { phase: "Running", startTime: NOW, step: "1/2 a" } });

describe("changesBetween", () => {
  it("does not mind that time passes", () => {
    const objects = { servers: SERVERS, operations: [running], routers: [aRouter()] };
    expect(changesBetween(reportAfter(1, objects), reportAfter(9, objects))).toEqual([]);
  });

  it("says what a server does now", () => {
    const before = reportAfter(0, { servers: SERVERS });
    const after = reportAfter(0, { servers: SERVERS, operations: [running] });
    expect(changesBetween(before, after)).toEqual([
      "server dc1/w1: provisioning, op1 Running, 1/2 a",
    ]);
  });

  it("says what comes and goes", () => {
    const nothing = reportAfter(0, {});
    const ready = [aCondition("Ready", "True", { reason: "Connected", message: "answers" })];
    const something = reportAfter(0, {
      servers: SERVERS,
      routers: [aRouter(), aRouter({ metadata: { name: "r2" }, status: { conditions: ready } })],
    });
    expect(changesBetween(nothing, something)).toEqual([
      "server dc1/w1: provisioning",
      "router dc1/r2: ready, Connected: answers",
      "router dc1/router-1: not ready",
    ]);
    expect(changesBetween(something, nothing)).toEqual([
      "server dc1/w1: deleted",
      "router dc1/r2: deleted",
      "router dc1/router-1: deleted",
    ]);
  });
});
