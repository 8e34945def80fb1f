import { aPod } from "../../../fakes/pods";
import { GOOD_LOOK } from "../../../fakes/simulated-server";
import { World } from "./world";

describe("a dry run", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    order({ dryRun: true });
  });

  function order(more: { dryRun?: boolean; planHash?: string }): void {
    const { metadata, spec } = world.operation;
    world.store.operations.put({ metadata: { ...metadata }, spec: { ...spec, ...more } });
  }

  /** Has the operation require the plan that a dry run makes. */
  async function requirePlanned(): Promise<void> {
    await world.settle();
    const { planHash = "" } = world.status;
    world.server.calls.splice(0);
    order({ dryRun: false, planHash });
  }

  it("tells what would be done, and does nothing", async () => {
    world.register({ machineID: `${"0".repeat(31)}1` });
    world.pods.nodes.set("w1", [aPod({ name: "web" }), aPod({ name: "db" })]);
    world.pods.budgets.set("db", "keep-db");
    const before = structuredClone(world.recordStatus.appliedProvisioningProfile);
    await world.settle();
    expect(world.status).toMatchObject({
      phase: "Succeeded",
      message: "2 of 3 steps would be applied, 1 pod would move, 1 is kept by a budget now",
      planHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      kubernetesVersion: "1.34.4",
      preflight: [{ name: "Clock", state: "Passed" }],
    });
    expect(world.status.plan).toContainEqual({ kind: "Pod", name: "shop/web", state: "Moves" });
    expect(world.condition("Bootstrapped")).toBe("Unknown NotStarted");
    expect(world.condition("Drained")).toBe("False DrainBlocked");
    expect(world.server.calls).toEqual(["facts", "inspect", "look"]);
    expect(world.server.fence).toBe(0);
    expect(world.tokens.live.size).toBe(0);
    expect(world.pods.evicted).toEqual([]);
    expect(world.operation.metadata?.finalizers ?? []).toEqual([]);
    expect(world.recordStatus.appliedProvisioningProfile).toEqual(before);
    expect(world.server.open).toBe(0);
    expect(world.events.recorded.filter(said => !said.includes("HostKey"))).toEqual([]);
  });

  it("moves nobody for steps that disturb nobody, and asks nobody where there is no Node", async () => {
    world.pods.nodes.set("w1", [aPod()]);
    await world.settle();
    expect(world.status.message).toBe("2 of 3 steps would be applied");
  });

  it("fails for what its run would fail for, and has no hash to require then", async () => {
    const words = { reason: "DiskFull", message: "/var is full", remedy: "free 2 GiB" };
    world.server.look = [
      { event: "checked", step: "preflight", check: "DiskSpace", state: "Failed", ...words },
      { event: "looked", step: "preflight", state: "Unknown", ...words },
      ...GOOD_LOOK.slice(2),
    ];
    await world.settle();
    expect(world.condition("Failed")).toBe("True DiskFull");
    expect(world.status.message).toBe("step preflight: /var is full; free 2 GiB");
    expect(world.status.preflight).toEqual([{ name: "DiskSpace", state: "Failed", ...words }]);
    expect(world.status.plan).not.toEqual([]);
    expect(world.status.planHash).toBeUndefined();
  });

  it("is tried again when it breaks off", async () => {
    world.server.look = GOOD_LOOK.slice(0, 3);
    await expect(world.pass()).rejects.toMatchObject({ reason: "HostUnreachable" });
    world.server.look = GOOD_LOOK;
    await world.settle();
    expect(world.status.phase).toBe("Succeeded");
  });

  it("shows no secret that a file has", async () => {
    const file = { event: "file", path: "/etc/a", digest: "0", diff: "-password: hunter2hunter2" };
    const unseen = { event: "unseen", step: "sysctl", message: "token abcdef.0123456789abcdef" };
    world.server.look = [...GOOD_LOOK.slice(0, -1), file, unseen, { event: "look-finished" }];
    await world.settle();
    const told = JSON.stringify(world.status);
    expect(told).not.toContain("hunter2");
    expect(told).not.toContain("0123456789abcdef");
  });

  describe("whose hash an operation requires", () => {
    it("lets that begin when the plan is still so", async () => {
      await requirePlanned();
      world.register();
      await world.settle();
      expect(world.status.phase).toBe("Succeeded");
      expect(world.server.calls.slice(0, 4)).toEqual(["facts", "inspect", "look", "receive"]);
    });

    it("refuses another script of the profile than the one that was looked at", async () => {
      await requirePlanned();
      const { spec } = world.store.profiles.at("p")!;
      const changed = { ...spec, customBootstrapScript: "echo another one" };
      world.store.profiles.put({ metadata: { name: "p" }, spec: changed });
      await world.settle();
      expect(world.condition("Failed")).toBe("True PlanChanged");
      expect(world.server.starts).toBe(0);
    });

    it("refuses another way to drain, which is none of the steps'", async () => {
      await requirePlanned();
      const { spec } = world.store.profiles.at("p")!;
      const drain = { policy: "ForceAfter", timeoutSeconds: 60 } as const;
      world.store.profiles.put({ metadata: { name: "p" }, spec: { ...spec, drain } });
      await world.settle();
      expect(world.condition("Failed")).toBe("True PlanChanged");
      expect(world.status.message).toContain("no Operation has the required one any more");
    });

    it("says so where only the subject is another one", async () => {
      await world.settle();
      const { planHash = "" } = world.status;
      world.store.operations.put({ ...world.operation, metadata: { name: "before" } });
      const { metadata, spec } = world.operation;
      const wish = { ...spec, dryRun: false, planHash };
      world.store.operations.put({ metadata: { name: metadata?.name ?? "" }, spec: wish });
      const profile = world.store.profiles.at("p")!.spec;
      const drain = { policy: "Abort" } as const;
      world.store.profiles.put({ metadata: { name: "p" }, spec: { ...profile, drain } });
      await world.settle();
      expect(world.condition("Failed")).toBe("True PlanChanged");
      expect(world.status.message).toContain("the steps are the same, but not what they are for");
    });

    it("is asked for once: a run that has begun is another one", async () => {
      await requirePlanned();
      world.server.cutAfterLines = 2;
      await world.pass().catch(() => undefined);
      world.server.state = "lost";
      world.server.look = [];
      world.register();
      await world.settle();
      expect(world.status.phase).toBe("Succeeded");
      expect(world.server.calls.filter(call => call === "look")).toHaveLength(1);
    });

    it("refuses another one, and names what is otherwise", async () => {
      await world.settle();
      const { planHash } = world.status;
      world.store.operations.put({ ...world.operation, metadata: { name: "before" } });
      world.server.look = [
        ...GOOD_LOOK.slice(0, -1),
        { event: "looked", step: "swap", state: "WouldApply" },
        { event: "look-finished" },
      ];
      const { metadata, spec } = world.operation;
      const wish = { ...spec, dryRun: false, planHash: planHash ?? "" };
      world.store.operations.put({ metadata: { name: metadata?.name ?? "" }, spec: wish });
      await world.settle();
      expect(world.condition("Failed")).toBe("True PlanChanged");
      expect(world.status.message).toMatch(
        /^the plan is another one now \(sha256:[0-9a-f]{64}\): step swap \(WouldApply, was not there\); stargate plan op\/op shows it; /,
      );
      expect(world.status.message).toContain(world.status.planHash);
      expect(world.status.planHash).not.toBe(planHash);
      expect(world.status.plan).toContainEqual({ kind: "Step", name: "swap", state: "WouldApply" });
      expect(world.condition("HostReachable")).toBe("True Connected");
      expect(world.server.starts).toBe(0);
      expect(world.tokens.live.size).toBe(0);
    });

    it("refuses one that nobody knows any more, and sums up what there is", async () => {
      order({ dryRun: false, planHash: `sha256:${"0".repeat(64)}` });
      await world.settle();
      expect(world.status.message).toMatch(/ has the required one any more: 2 of 3 steps would be/);
    });

    it("gives the reason that the run would fail for", async () => {
      const failing = { event: "looked", step: "preflight", state: "Unknown", reason: "DiskFull" };
      world.server.look = [failing, { event: "look-finished" }];
      await requirePlanned();
      await world.settle();
      expect(world.condition("Failed")).toBe("True DiskFull");
      expect(world.server.starts).toBe(0);
    });
  });
});
