import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Operation, Preflight } from "../../lib/api/operation.generated";
import { outputOf } from "./world/lab";
import { Site } from "./world/site";
import { snapshotOf } from "./world/snapshot";
import { stargate } from "./world/stargate";

const NAMESPACE = "e2e-dry-run";

/** Longest time for a look that finds several things wrong. */
const LOOK_SECONDS = 10;

describe("a dry run", () => {
  let site: Site;
  let names = 0;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    const older = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion: "1.33" });
    await site.cluster.create({ ...older, metadata: { namespace: NAMESPACE, name: "older" } });
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    await site.close();
  });

  async function order(spec: Readonly<Record<string, unknown>>): Promise<string> {
    const name = `look-${++names}`;
    await site.cluster.create({
      apiVersion: "stargate.io/v1alpha1",
      kind: "Operation",
      metadata: { name, namespace: NAMESPACE },
      spec: { serverRef: { name: "server-1" }, operation: "repave", ...spec },
    });
    return name;
  }

  async function dryRun(profile: string, operation = "repave"): Promise<Operation> {
    const spec = { operation, dryRun: true, provisioningProfileRef: { name: profile } };
    const name = await order(spec);
    return await site.operation(
      name,
      "to end",
      ({ status }) => status?.phase === "Succeeded" || status?.phase === "Failed",
    );
  }

  /** The operation that refused to begin has the plan that there is now, for whoever reads it. */
  async function expectPlan(name: string, planHash: string): Promise<void> {
    const { status } = await site.operation(name, "to have ended", () => true);
    expect(status?.planHash).toBe(planHash);
    const reachable = expect.objectContaining({ type: "HostReachable", status: "True" }) as object;
    expect(status?.conditions).toContainEqual(reachable);
    const told = await stargate("plan", `op/${name}`, "-n", NAMESPACE);
    expect(told).toMatchObject({ code: 1 });
    expect(told.stdout).toContain(`plan hash: ${planHash}`);
  }

  /** Items of a plan by kind: their names, and what else there is to compare. */
  function planOf({ status }: Operation, kind: string): readonly string[] {
    return (status?.plan ?? [])
      .filter(item => item.kind === kind)
      .map(
        ({ name, state, from = "", to = "" }) =>
          state ?? (kind === "Package" ? `${name} ${from} ${to}` : name),
      );
  }

  it("changes nothing of a server that was never met, and tells all that a run would do", async () => {
    // What contact itself records is there from the first look on.
    await dryRun("older");
    const before = await snapshotOf(site, "server-1");
    const operation = await dryRun("older");
    expect(await snapshotOf(site, "server-1")).toEqual(before);
    expect(operation.status?.message).toMatch(/^\d+ of 13 steps would be applied$/);
    expect(operation.status).toMatchObject({ phase: "Succeeded" });
    expect(operation.status?.preflight?.map(({ state }) => state)).not.toContain("Failed");
    expect(planOf(operation, "File")).toContain("/etc/containerd/config.toml");
    expect(planOf(operation, "Package").join("\n")).toMatch(/kubelet {2}1\.33\.\d+/);
    expect(operation.status?.planHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(operation.metadata?.finalizers).toBeUndefined();
  });

  it("says what it did when it is applied with the hash of its plan", async () => {
    const looked = await dryRun("older");
    const name = await order({
      planHash: looked.status?.planHash ?? "none",
      provisioningProfileRef: { name: "older" },
    });
    const { status } = await site.success(name);
    const applied = status?.steps?.map(step => `${step.name} ${step.state}`) ?? [];
    const foreseen = stepsOf(looked).filter(step => !step.endsWith(" Unknown"));
    expect(applied).toEqual(expect.arrayContaining(foreseen));
    expect(foreseen.length).toBeGreaterThan(5);
  });

  it("changes nothing of a Ready node whose packages would be another minor's", async () => {
    const before = await snapshotOf(site, "server-1");
    const operation = await dryRun("lab");
    expect(await snapshotOf(site, "server-1")).toEqual(before);
    expect(planOf(operation, "Package").join("\n")).toMatch(/kubelet 1\.33\.\S+ 1\.34\.\S+/);
    expect(operation.status?.message).toMatch(/^3 of 13 steps would be applied/);
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.status).toMatchObject({ state: "ready", appliedProvisioningProfile: "older" });
  });

  it("tells what a reset would remove from a node, and removes nothing", async () => {
    const before = await snapshotOf(site, "server-1");
    const operation = await dryRun("older", "reset");
    expect(await snapshotOf(site, "server-1")).toEqual(before);
    expect(planOf(operation, "Step")).toEqual(["WouldApply", "WouldApply"]);
    expect(planOf(operation, "Removal")).toEqual(
      expect.arrayContaining(["cni-file", "kubernetes-file", "kubelet-state", "hold", "file"]),
    );
    const again = await dryRun("older", "reset");
    expect(again.status?.planHash).toBe(operation.status?.planHash);
  });

  it("is made, printed and deleted again by the command line", async () => {
    const target = ["srv/server-1", "-n", NAMESPACE, "--profile", "lab"];
    const plan = await stargate("plan", ...target);
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toMatch(/^package kubelet +1\.33\.\S+ -> 1\.34\.\S+$/m);
    expect(plan.stdout).toMatch(/^plan hash: sha256:/m);
    const preflight = await stargate("preflight", ...target);
    expect(preflight).toMatchObject({ code: 0 });
    expect(preflight.stdout).toMatch(/^ApiServer +Passed +https:/m);
    const left = await site.cluster.list("Operation", NAMESPACE);
    expect(left.filter(({ metadata }) => metadata.name.includes("server-1"))).toEqual([]);
  });

  it("looks at a paused server, and at none that is not there", async () => {
    const key = { name: "server-1", namespace: NAMESPACE };
    await site.cluster.patch("Server", key, { spec: { paused: true } });
    try {
      const target = ["srv/server-1", "-n", NAMESPACE, "--profile", "lab"];
      expect(await stargate("preflight", ...target)).toMatchObject({ code: 0 });
    } finally {
      await site.cluster.patch("Server", key, { spec: { paused: false } });
    }
    const nobody = await stargate("plan", "srv/nope", "-n", NAMESPACE);
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.stderr).toContain(`there is no Server nope in namespace ${NAMESPACE}`);
  });

  it("is refused to be applied once somebody has changed a file", async () => {
    const looked = await dryRun("lab");
    outputOf("server-1", "sed", "-i", "$a # by hand", "/etc/sysctl.d/90-stargate.conf");
    const before = await snapshotOf(site, "server-1");
    const name = await order({
      planHash: looked.status?.planHash ?? "none",
      provisioningProfileRef: { name: "lab" },
    });
    const { reason, message } = await site.failure(name);
    expect(reason).toBe("PlanChanged");
    expect(message).toContain("step sysctl (WouldApply, was Unchanged)");
    expect(message).toContain("file /etc/sysctl.d/90-stargate.conf");
    const after = await snapshotOf(site, "server-1");
    expect(after.files).toEqual(before.files);
    const again = await dryRun("lab");
    await expectPlan(name, again.status?.planHash ?? "none");
    const file = again.status?.plan?.find(({ name: path }) => path.includes("90-stargate"));
    expect(file?.diff).toContain("-# by hand");
  });

  it("tells of several faults at once, each with its remedy, and in seconds", async () => {
    const { spec } = site.manifest("ProvisioningProfile", "lab") as unknown as {
      spec: { repositories: readonly { url: string }[] };
    };
    const repositories = spec.repositories.map(({ url, ...rest }) => ({
      ...rest,
      url: url.replace(/\/\/[^/]+\//, "//packages.example/"),
    }));
    const manifest = site.manifest("ProvisioningProfile", "lab", { repositories });
    await site.cluster.create({ ...manifest, metadata: { namespace: NAMESPACE, name: "faulty" } });
    foreign("on");
    try {
      const { status } = await dryRun("faulty");
      const failed = checksOf(status, "Failed");
      expect(failed.map(({ name }) => name)).toEqual([
        "Membership",
        "NameResolution",
        "Repositories",
      ]);
      expect(failed.filter(({ remedy }) => remedy === undefined)).toEqual([]);
      expect(status?.message).toContain("step preflight: 3 checks failed: Membership: ");
      expect(status?.planHash).toBeUndefined();
      expect(secondsOf(status)).toBeLessThan(LOOK_SECONDS);
    } finally {
      foreign("off");
    }
  });
});

/** What became of each step, if the plan is right. */
function stepsOf({ status }: Operation): readonly string[] {
  const steps = status?.plan?.filter(({ kind }) => kind === "Step") ?? [];
  return steps.map(
    ({ name, state }) => `${name} ${String(state).replace("WouldApply", "Applied")}`,
  );
}

function checksOf(status: Operation["status"], state: string): readonly Preflight[] {
  return status?.preflight?.filter(check => check.state === state) ?? [];
}

function secondsOf(status: Operation["status"]): number {
  const [startMs, endMs] = [status?.startTime, status?.completionTime].map(time =>
    Date.parse(time ?? ""),
  );
  return ((endMs ?? 0) - (startMs ?? 0)) / 1000;
}

const FOREIGN = readFileSync(join(__dirname, "in-the-way/other-cluster.sh"), "utf8");

/** Makes the server's kubelet one of another cluster, and back. */
function foreign(how: "on" | "off"): void {
  outputOf("server-1", "bash", "-c", FOREIGN, "other-cluster.sh", how);
}
