import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { run } from "../../../../lib/cli/program";
import { settle } from "../../../fakes/clock";
import { aCondition, anOperation } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

const FOUND: OperationStatus = {
  message: "1 of 3 steps would be applied",
  conditions: [aCondition("Complete", "True")],
  preflight: [{ name: "Clock", state: "Passed" }],
  plan: [{ kind: "Step", name: "sysctl", state: "WouldApply" }],
  planHash: "sha256:0",
};

describe("stargate plan op/NAME", () => {
  let world: FakeWorld;

  beforeEach(() => {
    world = new FakeWorld();
    world.operations.put(anOperation({ spec: { dryRun: true }, status: FOUND }));
  });

  afterEach(() => {
    expect(world.made).toEqual([]);
    expect(world.deleted).toEqual([]);
  });

  it("prints what a dry run has found, as text or a document", async () => {
    expect(await run(["plan", "op/op1"], world)).toBe(0);
    expect(world.lines).toEqual([
      "step sysctl  WouldApply",
      "1 of 3 steps would be applied",
      "plan hash: sha256:0",
    ]);
    world.out = "";
    expect(await run(["preflight", "op/op1", "-o", "json"], world)).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({ server: "w1", planHash: "sha256:0" });
  });

  it("prints the plan that stands in place of the required one", async () => {
    const failed = { reason: "PlanChanged", message: "another one" } as const;
    const status = { ...FOUND, conditions: [aCondition("Failed", "True", failed)] };
    world.operations.put(anOperation({ status }));
    expect(await run(["plan", "op/op1"], world)).toBe(1);
    expect(world.out).toContain("step sysctl");
  });

  it("waits for one that looks right now", async () => {
    const look = { spec: { dryRun: true } } as const;
    world.operations.put(anOperation({ ...look, status: { message: "connecting" } }));
    const ended = run(["plan", "op/op1"], world);
    await settle();
    expect(world.err).toContain("connecting");
    world.operations.put(anOperation({ ...look, status: FOUND }));
    expect(await ended).toBe(0);
  });

  it("gives up when the time is over", async () => {
    world.operations.put(anOperation({ spec: { dryRun: true } }));
    const ended = run(["plan", "op/op1", "--timeout", "10s"], world);
    await settle();
    await world.clock.advance(10_000);
    expect(await ended).toBe(3);
  });

  it.each([
    [["op/nope"], 1, "there is no Operation nope in namespace dc1"],
    [["op/op1", "--keep"], 2, "are about a look that is to be made"],
    [["op/op1", "--profile", "p"], 2, "are about a look that is to be made"],
  ])("answers %j with %d", async (args, code, want) => {
    expect(await run(["plan", ...args], world)).toBe(code);
    expect(world.err).toContain(want);
  });

  it("says so of an Operation that did not look", async () => {
    world.operations.put(anOperation({ status: { message: "at work" } }));
    expect(await run(["plan", "op/op1"], world)).toBe(1);
    expect(world.err).toContain("Operation op1 has no plan");
  });
});
