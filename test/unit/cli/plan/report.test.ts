import { jsonOf, linesOf } from "../../../../lib/cli/plan/report";
import { aCondition, anOperation } from "../../../fakes/samples";

describe("linesOf", () => {
  const found = anOperation({
    status: {
      message: "1 of 2 steps would be applied",
      conditions: [aCondition("Complete", "True")],
      preflight: [
        { name: "Clock", state: "Passed" },
        { name: "Memory", state: "Warning", message: "little", remedy: "more" },
      ],
      plan: [
        { kind: "Step", name: "sysctl", state: "WouldApply" },
        { kind: "File", name: "/etc/a", diff: "--- /etc/a\n+++ /etc/a\n+a\u001b[1m" },
        { kind: "File", name: "/etc/b", diff: "--- /etc/b\n+b" },
        { kind: "Package", name: "kubelet", from: "1.33.7", to: "1.34.4" },
        { kind: "Package", name: "nftables", to: "1.0" },
        { kind: "Package", name: "old", from: "1" },
        { kind: "Budget", name: "shop/db", state: "Blocked", message: "db needs 1" },
      ],
      planHash: "sha256:0",
    },
  });

  it("tells of a plan, and of checks only what somebody should look at", () => {
    expect(linesOf(found, "plan")).toEqual([
      "Memory  Warning  little; more",
      "step sysctl       WouldApply",
      "package kubelet   1.33.7 -> 1.34.4",
      "package nftables  not installed -> 1.0",
      "package old       1 -> removed",
      "budget shop/db    Blocked               db needs 1",
      "",
      "--- /etc/a",
      "+++ /etc/a",
      "+a[1m",
      "",
      "--- /etc/b",
      "+b",
      "",
      "1 of 2 steps would be applied",
      "plan hash: sha256:0",
    ]);
  });

  it("tells of every check, and how many failed", () => {
    expect(linesOf(found, "preflight")).toEqual([
      "Clock   Passed",
      "Memory  Warning  little; more",
      "nothing is in the way",
    ]);
    const conditions = [aCondition("Failed", "True")];
    const preflight = [{ name: "DiskSpace", state: "Failed" as const, message: "full" }];
    const failed = anOperation({ status: { conditions, preflight } });
    expect(linesOf(failed, "preflight")).toEqual(["DiskSpace  Failed  full", "1 check failed"]);
  });

  it("says what the run would wait for", () => {
    const blocked = { reason: "DrainBlocked", message: "pod shop/db: needs 1" } as const;
    const conditions = [aCondition("Complete", "True"), aCondition("Drained", "False", blocked)];
    const kept = anOperation({ status: { message: "1 of 2", conditions } });
    const line = expect.stringMatching(
      /^in the way: DrainBlocked: .* pod shop\/db: needs 1$/,
    ) as string;
    expect(linesOf(kept, "preflight")).toEqual([line]);
    expect(linesOf(kept, "plan")).toEqual(["1 of 2", line]);
    expect(JSON.parse(jsonOf(kept))).toMatchObject({ result: "Succeeded", obstacle: blocked });
  });

  it("has nothing to tell of an Operation that has nothing", () => {
    expect(linesOf(anOperation(), "plan")).toEqual([""]);
  });
});
