import {
  changedItems,
  NOBODY_MOVES,
  planItems,
  planSummary,
  type PodOutlook,
} from "../../../../lib/domain/dry-run/items";
import { type Look, NOTHING_LOOKED_AT } from "../../../../lib/domain/dry-run/look";
import { policyWords } from "../../../../lib/domain/drain/outcome";
import { drainPolicyOf } from "../../../../lib/domain/drain/policy";
import { aPod } from "../../../fakes/pods";
import { aProfile } from "../../../fakes/samples";

const LOOK: Look = {
  ...NOTHING_LOOKED_AT,
  steps: [
    { step: "sysctl", state: "WouldApply" },
    { step: "kubelet", state: "Unknown", message: "the step join decides it" },
  ],
  files: [{ path: "/etc/a", diff: "+a", digest: "1" }],
  packages: [
    { name: "kubelet", from: "1.33.7", to: "1.34.4" },
    { name: "nftables", to: "1.0" },
    { name: "old", from: "1" },
  ],
  removals: [{ kind: "cni-link", count: "2", what: "cni0\nvethab" }],
};

const [web, db, job, old] = ["web", "db", "job", "old"].map(name => aPod({ name }));

const alone = aPod({ name: "alone", controller: undefined });
const done = aPod({ name: "done", phase: "Succeeded", controller: undefined });

const PODS: PodOutlook = {
  drain: drainPolicyOf(aProfile()),
  toEvict: [web!],
  leaving: [old!],
  refused: [{ pod: job!, message: "has no controller" }],
  blocked: [{ pod: db!, message: "The disruption budget db needs 1" }],
};

describe("planItems", () => {
  it("tells of steps, files, packages and pods", () => {
    expect(planItems(LOOK, PODS)).toEqual([
      { kind: "Step", name: "sysctl", state: "WouldApply" },
      { kind: "Step", name: "kubelet", state: "Unknown", message: "the step join decides it" },
      { kind: "File", name: "/etc/a", diff: "+a" },
      { kind: "Package", name: "kubelet", from: "1.33.7", to: "1.34.4" },
      { kind: "Package", name: "nftables", to: "1.0" },
      { kind: "Package", name: "old", from: "1" },
      { kind: "Removal", name: "cni-link", message: "2: cni0, vethab" },
      { kind: "Drain", name: "Wait", message: policyWords(drainPolicyOf(aProfile())) },
      { kind: "Pod", name: "shop/job", state: "Refused", message: "has no controller" },
      {
        kind: "Budget",
        name: "shop/db",
        state: "Blocked",
        message: "The disruption budget db needs 1",
      },
      { kind: "Pod", name: "shop/web", state: "Moves" },
      { kind: "Pod", name: "shop/old", state: "Leaving" },
    ]);
  });

  it("says of which pods nothing is there afterwards, and of which nothing is missed", () => {
    const items = planItems(NOTHING_LOOKED_AT, { ...NOBODY_MOVES, toEvict: [alone, done] });
    expect(items).toEqual([
      {
        kind: "Pod",
        name: "shop/alone",
        state: "Lost",
        message: expect.stringContaining("has no controller that makes it again") as string,
      },
      { kind: "Pod", name: "shop/done", state: "Finished" },
    ]);
  });

  it("fits into a status, and says how much is missing", () => {
    const toEvict = Array.from({ length: 100 }, (_, index) => aPod({ name: `p${index}` }));
    const long = { path: "x".repeat(5000), diff: "y".repeat(5000), digest: "1" };
    const items = planItems({ ...LOOK, files: [long] }, { ...NOBODY_MOVES, toEvict });
    expect(items).toHaveLength(64);
    expect(items.at(-1)).toEqual({ kind: "More", name: "more", message: "and 44 more" });
    const file = items.find(({ kind }) => kind === "File");
    expect([file?.name.length, file?.diff?.length]).toEqual([1024, 1024]);
  });
});

describe("planSummary", () => {
  it.each([
    [NOBODY_MOVES, "1 of 2 steps would be applied"],
    [PODS, "1 of 2 steps would be applied; no pod is moved while 1 pod would be lost or lose data"],
    [
      { ...NOBODY_MOVES, toEvict: [alone, done], refused: [] },
      "1 of 2 steps would be applied, 1 pod would be lost or lose data, 1 is finished and would go",
    ],
    [
      { ...NOBODY_MOVES, blocked: PODS.blocked },
      "1 of 2 steps would be applied, 1 pod is kept by a budget now",
    ],
    [
      { ...PODS, toEvict: [web!, old!], blocked: [...PODS.blocked, ...PODS.blocked], refused: [] },
      "1 of 2 steps would be applied, 2 pods would move, 2 are kept by a budget now",
    ],
  ])("sums up %#", (pods, words) => {
    expect(planSummary(LOOK, pods)).toBe(words);
  });
});

describe("changedItems", () => {
  it("names what is new, what is otherwise, and what is gone, but for pods", () => {
    const before = planItems(LOOK, PODS);
    const files = [{ path: "/etc/a", diff: "+b", digest: "2" }];
    const packages = LOOK.packages.slice(0, 2);
    const steps = [
      { step: "sysctl", state: "Unchanged" as const },
      ...LOOK.steps.slice(1),
      { step: "swap", state: "WouldApply" as const },
    ];
    expect(changedItems(before, before)).toEqual([]);
    expect(
      changedItems(before, planItems({ ...LOOK, files, packages, steps }, NOBODY_MOVES)),
    ).toEqual([
      "step sysctl (Unchanged, was WouldApply)",
      "step swap (WouldApply, was not there)",
      "file /etc/a",
      "package old (there no longer)",
    ]);
  });
});
