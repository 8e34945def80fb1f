import type { Operation } from "../../../../lib/api/operation.generated";
import { noteEnd } from "../../../../lib/reconcilers/operation/note-end";
import { FakeClock } from "../../../fakes/clock";
import { FakeMetrics, silentLog } from "../../../fakes/cluster";

describe("noteEnd", () => {
  const clock = new FakeClock();
  const lines: unknown[] = [];
  const log = {
    ...silentLog,
    info: (fields: object, message: string) => lines.push(["info", fields, message]),
    warn: (fields: object, message: string) => lines.push(["warn", fields, message]),
  };
  const startTime = new Date(clock.now() - 17_000).toISOString();
  const operation = (dryRun: boolean): Operation => ({
    metadata: { namespace: "dc-1", name: "join", uid: "u-1" },
    spec: { serverRef: { name: "w1" }, operation: "repave", dryRun },
    status: { phase: "Running", startTime },
  });

  beforeEach(() => {
    lines.length = 0;
  });

  it("logs how it ended, whose it is and why, and measures it", () => {
    const metrics = new FakeMetrics();
    noteEnd({ clock, log, metrics }, operation(false), { result: "failed", reason: "DiskFull" });
    const fields = { operation: "dc-1/join", server: "dc-1/w1", uid: "u-1", type: "repave" };
    expect(lines).toEqual([
      ["warn", { ...fields, seconds: 17, reason: "DiskFull" }, "operation failed"],
    ]);
    expect(metrics.measured).toEqual(["repave failed after 17 s"]);
  });

  it("does not measure a look", () => {
    const metrics = new FakeMetrics();
    noteEnd({ clock, log, metrics }, operation(true), { result: "succeeded" });
    expect(lines).toHaveLength(1);
    expect(metrics.measured).toEqual([]);
  });
});
