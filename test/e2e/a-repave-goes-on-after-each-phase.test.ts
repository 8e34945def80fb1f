import type { Operation } from "../../lib/api/operation.generated";
import { conditionOf, isTrue } from "../../lib/domain/conditions";
import { lab } from "./world/lab";
import { atStep, Site } from "./world/site";
import { Workload } from "./world/workload";

const NAMESPACE = "e2e-each-phase";

/** Pods of the workload, and how many of them have to be there at any time. */
const REPLICAS = 3;
const MINIMUM = 2;

/** A repave of 12 s, a controller that comes back within 35 s, and a busy machine. */
const OPERATION_TIMEOUT_MS = 120_000;

const drained = ({ status }: Operation) => conditionOf<"Operation">(status?.conditions, "Drained");

const MOMENTS: readonly (readonly [string, (operation: Operation) => boolean])[] = [
  ["while it connects", ({ status }) => status?.startTime !== undefined],
  [
    "at its first step",
    ({ status }) => (status?.steps ?? []).some(step => step.state !== "Pending"),
  ],
  ["when it is parked", operation => drained(operation) !== undefined],
  ["while pods leave", ({ status }) => status?.waitingFor?.message.includes("leaving") === true],
  ["while packages are installed", operation => isAtWork(operation, "kubernetes-packages")],
  ["when it comes to the join", atStep("join")],
  ["when it comes to the kubelet", atStep("kubelet")],
  [
    "while it awaits the Node",
    ({ status }) => isTrue<"Operation">(status?.conditions, "Bootstrapped"),
  ],
];

describe("the watcher dies in the middle of a Node's upgrade", () => {
  let site: Site;
  let workload: Workload;
  /** The profile that the next upgrade, up or down, is to. */
  let [next, other] = ["lab", "older"];

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    const older = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion: "1.33" });
    await site.cluster.create({ ...older, metadata: { namespace: NAMESPACE, name: "older" } });
    await site.declareServer("server-1");
    await site.declareServer("server-2");
    await site.repave("join-1", "server-1");
    await site.repave("join-2", "server-2", other);
    await Promise.all([site.success("join-1"), site.success("join-2")]);
    workload = await Workload.start(site.cluster, NAMESPACE, REPLICAS);
    await workload.guard(MINIMUM);
  });

  afterAll(async () => {
    workload.stop();
    await site.close();
  });

  it.each(MOMENTS)("%s, and the next one goes on from there", async (moment, isThen) => {
    await workload.balanced("server-2", REPLICAS);
    const name = moment.toLowerCase().replaceAll(" ", "-");
    await site.repave(name, "server-2", next);
    await site.operation(name, "to come so far", isThen);
    lab("module", "kill", "watcher");
    lab("module", "start", "watcher");
    const operation = await site.success(name, OPERATION_TIMEOUT_MS);
    [next, other] = [other, next];
    const finished = site
      .journal("server-2", operation)
      .filter(({ event, state }) => event === "step-finished" && state === "Applied")
      .map(({ step }) => step);
    expect(new Set(finished).size).toBe(finished.length);
    expect(finished).toContain("kubernetes-packages");
    const { metadata, spec } = (await site.cluster.get(
      "Node",
      "server-2",
    )) as unknown as NodeObject;
    expect(spec.unschedulable).toBeUndefined();
    expect(metadata.annotations).not.toHaveProperty("stargate.io/cordoned-by");
    expect(workload.fewest).toBeGreaterThanOrEqual(MINIMUM);
  });
});

function isAtWork({ status }: Operation, name: string): boolean {
  return status?.steps?.some(step => step.name === name && step.state === "Running") ?? false;
}

/** A Node, as far as it is looked at. */
interface NodeObject {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly unschedulable?: boolean };
}
