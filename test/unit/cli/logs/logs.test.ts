import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { run } from "../../../../lib/cli/program";
import { settle } from "../../../fakes/clock";
import { aCondition, anOperation } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

const SUCCEEDED: OperationStatus = {
  message: "w1 is Ready",
  conditions: [aCondition("Complete", "True")],
};

const FAILED: OperationStatus = {
  message: "refused; do that",
  conditions: [aCondition("Failed", "True", { reason: "AuthFailed" })],
};

describe("logs", () => {
  it("prints what there is, and ends well whatever became of the operation", async () => {
    const world = new FakeWorld();
    world.operations.put(anOperation({ status: FAILED }));
    expect(await run(["logs", "op/op1"], world)).toBe(0);
    expect(world.lines).toEqual([
      "Operation dc1/op1: repave of Server w1",
      "failed: AuthFailed: The host refused the login.",
      "  refused; do that",
    ]);
    expect(world.isClosed).toBe(true);
  });

  it.each([
    [SUCCEEDED, 0],
    [FAILED, 1],
  ])("follows to the end, which is its exit code", async (end, code) => {
    const world = new FakeWorld();
    world.operations.put(anOperation());
    const ended = run(["logs", "-f", "op1"], world);
    await settle();
    expect(world.lines).toHaveLength(1);
    world.operations.put(anOperation({ status: { message: "connecting" } }));
    await settle();
    expect(world.lines.at(-1)).toBe("connecting");
    world.operations.put(anOperation({ status: end }));
    expect(await ended).toBe(code);
    expect(world.operations.followers).toBe(0);
  });

  it("takes the newest operation of a server that is no dry run", async () => {
    const world = new FakeWorld();
    world.operations.put(anOperation());
    world.operations.put(anOperation({ metadata: { name: "op2" }, spec: { dryRun: true } }));
    expect(await run(["logs", "srv/w1"], world)).toBe(0);
    expect(world.lines).toEqual(["Operation dc1/op1: repave of Server w1"]);
  });

  it("goes on after a gap, without saying anything twice", async () => {
    const world = new FakeWorld();
    world.operations.put(anOperation({ status: { message: "connecting" } }));
    const ended = run(["logs", "-f", "op1"], world);
    await settle();
    world.operations.gap(anOperation({ status: { message: "connecting" } }));
    await settle();
    world.operations.gap(anOperation({ status: SUCCEEDED }));
    expect(await ended).toBe(0);
    expect(world.lines).toEqual([
      "Operation dc1/op1: repave of Server w1",
      "connecting",
      "succeeded: w1 is Ready",
    ]);
  });

  it("finds the newest operation of a Server, in the namespace", async () => {
    const world = new FakeWorld();
    const at = (seconds: number): Date => `2026-03-01T12:00:0${seconds}Z` as unknown as Date;
    world.operations.put(anOperation({ metadata: { name: "old", creationTimestamp: at(1) } }));
    world.operations.put(anOperation({ metadata: { name: "new", creationTimestamp: at(2) } }));
    world.operations.put(
      anOperation({ metadata: { name: "else", creationTimestamp: at(3), namespace: "dc2" } }),
    );
    expect(await run(["logs", "srv/w1"], world)).toBe(0);
    expect(world.lines[0]).toContain("dc1/new");
    expect(await run(["logs", "srv/w1", "-n", "dc2"], world)).toBe(0);
    expect(world.lines[1]).toContain("dc2/else");
  });

  it.each(["op/nobody", "srv/nobody"])("says that there is no %s", async target => {
    const world = new FakeWorld();
    expect(await run(["logs", "-f", target], world)).toBe(1);
    expect(world.err).toMatch(/^stargate: there is no Operation .*nobody in namespace dc1\n/);
    expect(world.out).toBe("");
  });

  it("says that the operation was deleted, also when another one took its name", async () => {
    for (const change of ["gone", "replaced"]) {
      const world = new FakeWorld();
      world.operations.put(anOperation());
      const ended = run(["logs", "-f", "op1"], world);
      await settle();
      if (change === "gone") {
        world.operations.remove(anOperation());
      } else {
        world.operations.gap(anOperation({ metadata: { uid: "another" } }));
      }
      expect(await ended).toBe(1);
      expect(world.err).toContain("Operation op1 was deleted before it ended");
    }
  });

  it("gives up when its time is over", async () => {
    const world = new FakeWorld();
    world.operations.put(anOperation());
    const ended = run(["logs", "-f", "op1", "--timeout", "2s"], world);
    await settle();
    await world.clock.advance(2_000);
    expect(await ended).toBe(3);
    expect(world.clock.pending).toBe(0);
  });

  it("begins with the last lines, and with times, if that is wished", async () => {
    const world = new FakeWorld();
    const completionTime = "2026-03-01T12:00:00Z";
    world.operations.put(anOperation({ status: { ...SUCCEEDED, completionTime } }));
    expect(await run(["logs", "op1", "--tail", "1", "--timestamps"], world)).toBe(0);
    expect(world.out).toBe(`${completionTime} succeeded: w1 is Ready\n`);
    expect(await run(["logs", "op1", "--tail", "0"], world)).toBe(0);
    expect(world.lines).toHaveLength(1);
  });
});
