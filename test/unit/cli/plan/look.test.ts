import type { OperationStatus } from "../../../../lib/api/operation.generated";
import { run } from "../../../../lib/cli/program";
import { settle } from "../../../fakes/clock";
import { aCondition, aProfile, aServer } from "../../../fakes/samples";
import { FakeWorld } from "../../../fakes/world";

const FOUND: OperationStatus = {
  message: "1 of 3 steps would be applied",
  conditions: [aCondition("Complete", "True")],
  preflight: [
    { name: "Clock", state: "Passed" },
    { name: "Memory", state: "Warning", reason: "MemoryLow", message: "little", remedy: "more" },
  ],
  plan: [
    { kind: "Step", name: "sysctl", state: "WouldApply" },
    { kind: "File", name: "/etc/a", diff: "--- /etc/a\n+++ /etc/a\n+a" },
    { kind: "Package", name: "kubelet", from: "1.33.7", to: "1.34.4" },
    { kind: "Package", name: "nftables", to: "1.0" },
    { kind: "Package", name: "old", from: "1" },
    { kind: "Budget", name: "shop/db", state: "Blocked", message: "db needs 1" },
  ],
  planHash: "sha256:0",
};

const FAILED: OperationStatus = {
  message: "step preflight: full; free 2 GiB",
  conditions: [aCondition("Failed", "True", { reason: "DiskFull" })],
  preflight: [{ name: "DiskSpace", state: "Failed", message: "full", remedy: "free 2 GiB" }],
};

describe.each(["preflight", "plan"])("stargate %s", command => {
  let world: FakeWorld;

  beforeEach(() => {
    world = new FakeWorld();
    world.servers.put(aServer({ spec: { provisioningProfile: "p" } }));
    world.profiles.put(aProfile({ metadata: { name: "p" } }) as never);
  });

  /** Runs it against an Operation that ends so, once it was made. */
  async function looked(status: OperationStatus | undefined, ...more: string[]): Promise<number> {
    const { create } = world;
    world.create = async operation => {
      const made = await create(operation);
      if (made !== undefined && status !== undefined) {
        world.operations.put({ ...made, status });
      }
      return made;
    };
    return await run([command, "srv/w1", ...more], world);
  }

  it("makes a dry run, prints what it found, and deletes it", async () => {
    expect(await looked(FOUND, "--profile", "p")).toBe(0);
    expect(world.made).toHaveLength(1);
    expect(world.deleted).toEqual(world.made);
    expect(world.out).toContain("Memory");
    expect(world.out).toContain("little; more");
    expect(world.isClosed).toBe(true);
  });

  it("ends with 1 when a run would fail", async () => {
    expect(await looked(FAILED)).toBe(1);
    expect(world.out).toContain("full; free 2 GiB");
    expect(world.deleted).toEqual(world.made);
  });

  it("ends with 1 when a run would wait", async () => {
    const drained = aCondition("Drained", "False", { reason: "DrainRefused" });
    const conditions = [...(FOUND.conditions ?? []), drained];
    expect(await looked({ ...FOUND, conditions })).toBe(1);
    expect(world.out).toContain("in the way: DrainRefused");
  });

  it("prints one document, and leaves the Operation, where that is wanted", async () => {
    expect(await looked(FOUND, "-o", "json", "--keep")).toBe(0);
    expect(JSON.parse(world.out)).toMatchObject({
      schema: "stargate-plan/v1",
      server: "w1",
      operation: "repave",
      result: "Succeeded",
      planHash: "sha256:0",
    });
    expect(world.deleted).toEqual([]);
    expect(world.err).toContain("stays");
  });

  it("tells what is waited for, and deletes the Operation when the time is over", async () => {
    const waiting = looked({ message: "connecting to the server" }, "--timeout", "10s");
    await settle();
    expect(world.err).toContain("connecting to the server");
    await world.clock.advance(10_000);
    expect(await waiting).toBe(3);
    expect(world.deleted).toEqual(world.made);
  });

  it("deletes the Operation at an interrupt", async () => {
    const waiting = looked({ message: "connecting" });
    await settle();
    world.interrupt?.();
    expect(await waiting).toBe(130);
    expect(world.deleted).toEqual(world.made);
  });

  it("says so when the Operation cannot be deleted", async () => {
    world.delete = () => Promise.reject(new Error("no"));
    expect(await looked(FOUND)).toBe(0);
    expect(world.err).toContain("could not be deleted: no");
  });

  it("says so when somebody deletes it", async () => {
    const waiting = looked({ message: "connecting" });
    await settle();
    const made = world.operations.at({ namespace: "dc1", name: world.made[0] ?? "" });
    world.operations.remove(made!);
    expect(await waiting).toBe(1);
    expect(world.err).toContain("was deleted before it ended");
  });

  it.each([
    [["srv/nope"], "there is no Server nope in namespace dc1"],
    [["w1", "-n", "nons"], "there is no Server w1 in namespace nons"],
    [["w1", "--profile", "q"], "there is no ProvisioningProfile q in namespace dc1"],
    [["bare"], "Server bare names no profile"],
  ])("waits for nothing that is not there: %j", async (args, want) => {
    world.servers.put(aServer({ metadata: { name: "bare" } }));
    expect(await run([command, ...args], world)).toBe(1);
    expect(world.err).toContain(want);
    expect(world.made).toEqual([]);
  });

  it.each(["pod/w1", "srv/", "srv/W 1"])("refuses %s", async target => {
    expect(await run([command, target], world)).toBe(2);
    expect(world.made).toEqual([]);
  });
});

describe("stargate plan", () => {
  it("refuses an operation that there is not", async () => {
    const world = new FakeWorld();
    expect(await run(["plan", "w1", "--operation", "burn"], world)).toBe(2);
  });
});
