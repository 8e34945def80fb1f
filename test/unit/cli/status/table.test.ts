import { inColour, plain } from "../../../../lib/cli/paint";
import { fit, type Look, renderReport } from "../../../../lib/cli/status/table";
import { reportAfter } from "../../../fakes/fleet";
import {
  aCondition,
  anOperation,
  aRouter,
  aServer,
  aWait,
  laterBy,
  NOW,
} from "../../../fakes/samples";

const LOOK: Look = { wide: false, namespaces: false, columns: undefined, paint: plain };

const REPORT = reportAfter(24, {
  servers: [
    aServer({ status: { state: "provisioning" } }),
    aServer({ metadata: { name: "w2" }, status: { state: "ready", os: "k8s-1.34" } }),
  ],
  operations: [
    anOperation({
      status: {
        phase: "Running",
        startTime: NOW,
        waitingFor: aWait("NodeNotReady", "Node w1"),
        step: "2/2 b",
      },
    }),
  ],
  routers: [
    aRouter({ status: { conditions: [aCondition("Ready", "True", { reason: "Connected" })] } }),
  ],
});

describe("renderReport", () => {
  it("aligns columns, with a dash for what is not there", () => {
    expect(renderReport(REPORT, LOOK)).toEqual([
      "SERVER  STATE         OS        NODE  OPERATION  PHASE    STEP   DURATION  WAITING-FOR/MESSAGE",
      "w1      provisioning  -         -     op1        Running  2/2 b  24s       waiting for Node w1 (NodeNotReady, for 24s); goes on when the Node is Ready, in the wanted version",
      "w2      ready         k8s-1.34  -     -          -        -      -         -",
      "",
      "ROUTER    READY  REASON     TAILSCALE-IP  MESSAGE",
      "router-1  True   Connected  100.64.0.9    -",
      "",
      "servers: 1 ready, 1 provisioning, 0 error; routers: 1 of 1 ready",
    ]);
  });

  it("leaves out a table without rows", () => {
    expect(renderReport(reportAfter(0, {}), LOOK)).toEqual([
      "servers: 0 ready, 0 provisioning, 0 error",
    ]);
  });

  it("shows namespaces, and more columns, when they are wanted", () => {
    const [header, first] = renderReport(REPORT, { ...LOOK, namespaces: true, wide: true });
    expect(header).toMatch(/^NAMESPACE {2}SERVER .* IPV4 +ROUTER-IP +PROFILE +POD-CIDR +WAITING/);
    expect(first).toMatch(/^dc1 {8}w1 .* 10\.50\.1\.5 /);
  });

  it("cuts at the width of the terminal, in colour, too", () => {
    // eslint-disable-next-line no-control-regex
    const colours = /\u001b\[\d+m/g;
    for (const columns of [1, 7, 8, 20, 95, 200]) {
      const lines = renderReport(REPORT, { ...LOOK, columns });
      const painted = renderReport(REPORT, { ...LOOK, columns, paint: inColour });
      expect(painted.map(line => line.replaceAll(colours, "").trimEnd())).toEqual(lines);
      const tables = lines.slice(0, -1);
      expect(Math.max(...tables.map(line => line.length))).toBeLessThanOrEqual(columns);
    }
    expect(renderReport(REPORT, { ...LOOK, columns: 20 })[1]).toBe("w1      provisionin…");
  });

  it("colours states, phases and readiness", () => {
    const [, first, second, , , router] = renderReport(REPORT, { ...LOOK, paint: inColour });
    expect(first).toContain("\u001b[36mprovisioning");
    expect(first).toContain("\u001b[36mRunning");
    expect(second).toContain("\u001b[32mready");
    expect(router).toContain("\u001b[32mTrue");
  });

  it("gives durations as people say them", () => {
    const status = { startTime: NOW, completionTime: laterBy(3900) };
    const report = reportAfter(0, { servers: [aServer()], operations: [anOperation({ status })] });
    expect(renderReport(report, LOOK)[1]).toContain("1h5m");
  });
});

describe("fit", () => {
  const lines = ["header", "1", "2", "3", "", "summary"];
  it("leaves what fits", () => {
    expect(fit(lines, 7)).toBe(lines);
  });

  it.each([
    [6, ["header", "1", "2", "… 2 more lines", "summary"]],
    [1, ["header", "… 4 more lines", "summary"]],
  ])("cuts to %d rows, and says how much", (rows, want) => {
    expect(fit(lines, rows)).toEqual(want);
  });
});
