import { conditionOf } from "../../lib/domain/conditions";
import type { Operation } from "../../lib/api/operation.generated";
import { busyboxOn } from "./world/busybox";
import { onMachine } from "./world/lab";
import { Site } from "./world/site";
import { Workload } from "./world/workload";

const NAMESPACE = "e2e-pods-leave";

/** Pods of the workload, and how many of them have to be there at any time. */
const REPLICAS = 3;
const MINIMUM = 2;

describe("before a Node is disturbed, its pods leave", () => {
  let site: Site;
  let workload: Workload;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    const older = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion: "1.33" });
    await site.cluster.create({ ...older, metadata: { namespace: NAMESPACE, name: "older" } });
    await site.declareServer("server-1");
    await site.declareServer("server-2");
    await site.repave("join-1", "server-1");
    await site.repave("join-2", "server-2", "older");
    await Promise.all([site.success("join-1"), site.success("join-2")]);
    workload = await Workload.start(site.cluster, NAMESPACE, REPLICAS);
    await workload.guard(MINIMUM);
  });

  afterAll(async () => {
    workload.stop();
    await site.close();
  });

  function nodeOf(server: string): Promise<NodeObject> {
    return site.cluster.get("Node", server) as Promise<unknown> as Promise<NodeObject>;
  }

  const drained = (operation: Operation) =>
    conditionOf<"Operation">(operation.status?.conditions, "Drained")?.status;

  it.each([
    ["up", "lab", /^v1\.34\./],
    ["and down again", "older", /^v1\.33\./],
  ])("when its packages go %s", async (_, profile, version) => {
    await workload.settled(REPLICAS);
    await site.repave(`to-${profile}`, "server-2", profile);
    const operation = await site.success(`to-${profile}`);
    expect(drained(operation)).toBe("True");
    const node = await nodeOf("server-2");
    expect(node.status.nodeInfo.kubeletVersion).toMatch(version);
    expect(node.spec.unschedulable).toBeUndefined();
    expect(workload.fewest).toBeGreaterThanOrEqual(MINIMUM);
    const packages = operation.status?.steps?.find(({ name }) => name === "kubernetes-packages");
    expect(packages?.state).toBe("Applied");
    // Nobody waits for a download once the pods are gone.
    const journal = site.journal("server-2", operation);
    const parked = journal.findIndex(({ event }) => event === "run-parked");
    const downloaded = journal.findIndex(
      ({ event, step, state }) =>
        event === "step-finished" && step === "package-downloads" && state === "Applied",
    );
    expect(downloaded).toBeGreaterThan(0);
    expect(downloaded).toBeLessThan(parked);
  });

  it("and none leaves when its server conforms: no package is touched, no kubelet started", async () => {
    await workload.settled(REPLICAS);
    const before = untouched();
    await site.repave("again", "server-1");
    const operation = await site.success("again");
    expect(new Set(operation.status?.steps?.map(({ state }) => state))).toEqual(
      new Set(["Unchanged"]),
    );
    expect(drained(operation)).toBeUndefined();
    expect(untouched()).toEqual(before);
    expect(workload.fewest).toBe(REPLICAS);
  });

  it.each(["first", "second"])("when its server boots, the %s time", async name => {
    await workload.settled(REPLICAS);
    const before = bootID();
    await site.order(name, "server-1", { operation: "reboot" });
    const operation = await site.success(name);
    expect(bootID()).not.toBe(before);
    expect(operation.status?.bootID).toBe(bootID());
    const node = await nodeOf("server-1");
    expect(node.status.nodeInfo.bootID).toBe(bootID());
    expect(node.spec.unschedulable).toBeUndefined();
    expect(workload.fewest).toBeGreaterThanOrEqual(MINIMUM);
    // It changed nothing but that.
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.status?.appliedProvisioningProfile).toBe("lab");
  });

  it("or stay while their budget says so, and it tells which, and goes on when that is over", async () => {
    await workload.settled(REPLICAS);
    await workload.guard(REPLICAS);
    const [server = ""] = await workload.ready();
    const before = bootID(server);
    await site.order("guarded", server, { operation: "reboot" });
    const waiting = await site.operation(
      "guarded",
      "to be blocked",
      ({ status }) => status?.waitingFor?.reason === "DrainBlocked",
    );
    expect(waiting.status?.waitingFor).toMatchObject({
      object: { kind: "Node", name: server },
      message: expect.stringContaining("The disruption budget web needs 3 healthy pods") as string,
    });
    expect((await nodeOf(server)).spec.unschedulable).toBe(true);
    expect(bootID(server)).toBe(before);
    await workload.guard(MINIMUM);
    await site.success("guarded");
    expect(bootID(server)).not.toBe(before);
    expect(workload.fewest).toBeGreaterThanOrEqual(MINIMUM);
  });

  it("or are asked nothing when data would be lost, and an operation that is deleted leaves no trace", async () => {
    await workload.settled(REPLICAS);
    const precious = { name: "precious", namespace: NAMESPACE };
    await site.cluster.create(
      busyboxOn("server-1", precious, ["sleep", "600"], {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 0,
        volumes: [{ name: "data", emptyDir: {} }],
      }),
    );
    const before = bootID();
    await site.order("careful", "server-1", { operation: "reboot" });
    const waiting = await site.operation(
      "careful",
      "to refuse",
      ({ status }) => status?.waitingFor?.reason === "DrainRefused",
    );
    expect(waiting.status?.message).toContain(`pod ${NAMESPACE}/precious: has data in an emptyDir`);
    expect(waiting.status?.message).toContain("has no controller");
    expect((await nodeOf("server-1")).spec.unschedulable).toBeUndefined();
    await site.cluster.delete("Operation", "careful", NAMESPACE);
    expect(bootID()).toBe(before);
    expect((await nodeOf("server-1")).spec.unschedulable).toBeUndefined();
    expect(workload.fewest).toBe(REPLICAS);
  });
});

function bootID(server = "server-1"): string {
  return onMachine(server, "cat", "/proc/sys/kernel/random/boot_id").stdout.trim();
}

/** What a repave of a server that conforms must not change: its packages, and the kubelet's process. */
function untouched(server = "server-1"): string {
  const packages = onMachine(server, "stat", "--format=%y", "/var/lib/dpkg/status").stdout;
  return packages + onMachine(server, "systemctl", "show", "--property=MainPID", "kubelet").stdout;
}

/** A Node, as far as it is looked at. */
interface NodeObject {
  readonly spec: { readonly unschedulable?: boolean };
  readonly status: {
    readonly nodeInfo: { readonly bootID: string; readonly kubeletVersion: string };
  };
}
