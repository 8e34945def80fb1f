import { onMachine } from "./world/lab";
import { Site } from "./world/site";
import { Workload } from "./world/workload";

const NAMESPACE = "e2e-drain-time";

const REPLICAS = 2;

/** The shortest time that a profile may give. */
const TIMEOUT_SECONDS = 10;

describe("a budget that never gives way", () => {
  let site: Site;
  let workload: Workload;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    // Its pods have nowhere else to go: there is no other Node.
    await site.pristine("server-1", "server-2");
    for (const [name, policy] of Object.entries({ careful: "Abort", forceful: "ForceAfter" })) {
      const drain = { policy, timeoutSeconds: TIMEOUT_SECONDS };
      const profile = site.manifest("ProvisioningProfile", "lab", { drain });
      await site.cluster.create({ ...profile, metadata: { namespace: NAMESPACE, name } });
    }
    await site.declareServer("server-1");
    await site.repave("join", "server-1");
    await site.success("join");
    workload = await Workload.start(site.cluster, NAMESPACE, REPLICAS);
    await workload.guard(REPLICAS);
  });

  afterAll(async () => {
    workload.stop();
    await site.close();
  });

  const isCordoned = async (): Promise<boolean> => {
    const node = (await site.cluster.get("Node", "server-1")) as unknown as {
      readonly spec: { readonly unschedulable?: boolean };
    };
    return node.spec.unschedulable === true;
  };

  it("ends an operation whose profile says Abort, with nothing disturbed", async () => {
    const before = bootID();
    await site.order("careful", "server-1", { operation: "reboot", profile: "careful" });
    const blocked = await site.operation(
      "careful",
      "to be blocked",
      ({ status }) => status?.waitingFor?.reason === "DrainBlocked",
    );
    expect(blocked.status?.message).toMatch(
      /^2 of 2 pods cannot leave: pod e2e-drain-time\/web-\S+: .*The disruption budget web needs 2/,
    );
    expect(await isCordoned()).toBe(true);
    const { reason, message } = await site.failure("careful");
    expect(reason).toBe("DrainTimedOut");
    expect(message).toContain(`not drained within ${TIMEOUT_SECONDS} s, and takes pods again`);
    expect(await isCordoned()).toBe(false);
    expect(bootID()).toBe(before);
    expect(workload.fewest).toBe(REPLICAS);
  });

  it("is overruled when that time is over, and not before, where it says ForceAfter", async () => {
    await workload.settled(REPLICAS);
    const before = bootID();
    await site.order("forceful", "server-1", { operation: "reboot", profile: "forceful" });
    const blocked = await site.operation(
      "forceful",
      "to be blocked",
      ({ status }) => status?.waitingFor?.reason === "DrainBlocked",
    );
    expect(workload.fewest).toBe(REPLICAS);
    const { status } = await site.success("forceful");
    expect(bootID()).not.toBe(before);
    expect(await isCordoned()).toBe(false);
    const since = Date.parse(blocked.status?.waitingFor?.since ?? "");
    const drained = status?.conditions?.find(({ type }) => type === "Drained");
    expect(drained?.status).toBe("True");
    // Both times are of whole seconds.
    const tookMs = Date.parse(drained?.lastTransitionTime ?? "") - since;
    expect(tookMs).toBeGreaterThanOrEqual((TIMEOUT_SECONDS - 2) * 1000);
    await workload.settled(REPLICAS);
  });
});

function bootID(): string {
  return onMachine("server-1", "cat", "/proc/sys/kernel/random/boot_id").stdout.trim();
}
