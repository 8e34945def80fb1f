import { setTimeout as pause } from "node:timers/promises";
import { stringify } from "yaml";
import { fed, lab } from "./world/lab";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-relations";
const OTHER = `${NAMESPACE}-other`;

/** A Router that no machine is. */
const TEST_ROUTER = "100.64.200.1";

/** A pass of a reconciler, on a busy machine. */
const WAIT_MS = 30_000;

interface Told {
  readonly code: number | null;
  /** What kubectl printed, warnings included. */
  readonly text: string;
}

function kubectl(input: string, ...args: readonly string[]): Told {
  const { code, stdout, stderr } = fed(input, "lab", "exec", "cp", "--", "kubectl", ...args);
  return { code, text: `${stdout}${stderr}` };
}

function apply(...objects: readonly object[]): Told {
  return kubectl(objects.map(object => stringify(object)).join("---\n"), "apply", "-f", "-");
}

function object(kind: string, name: string, spec: object, namespace = NAMESPACE): object {
  return { apiVersion: "stargate.io/v1alpha1", kind, metadata: { name, namespace }, spec };
}

const server = (name: string, spec: object, namespace?: string): object =>
  object("Server", name, { ipv4: "10.60.1.5", ...spec }, namespace);

const order = (name: string, to: string): object =>
  object("Operation", name, { operation: "repave", serverRef: { name: to } });

describe("what does not go together", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: OTHER } });
  });

  afterAll(async () => {
    await site.cluster.delete("Namespace", OTHER);
    await site.close();
  });

  /** Expects a refusal with the status of a value that cannot be accepted. */
  function expectRefused({ code, text }: Told, ...words: readonly string[]): void {
    expect(code).toBe(1);
    for (const word of words) {
      expect(text).toContain(word);
    }
  }

  function expectWarned({ code, text }: Told, words: string): void {
    expect([code, text]).toEqual([0, expect.stringContaining(`Warning: ${words}`)]);
  }

  it("two Servers that claim the same", () => {
    const mac = "02:00:0a:3c:01:05";
    const first = server("w1", { mac, paused: true });
    expect(apply(first).code).toBe(0);
    expectRefused(
      apply(server("w1", { mac: "0200.0A3C.0105" }, OTHER)),
      `metadata.name: "w1" is also the name of Server ${NAMESPACE}/w1, and both would be Node w1; give one of them another name`,
      `spec.mac: "${mac}" is also the MAC address of Server ${NAMESPACE}/w1, and a NIC is in one server; correct the wrong one`,
      `spec.ipv4: "10.60.1.5" is also the address of Server ${NAMESPACE}/w1, which has no router either`,
    );
    expect(apply(server("w2", { routerIP: TEST_ROUTER, paused: true })).code).toBe(0);
  });

  it("a Server and a Node that is somebody else's", async () => {
    await site.cluster.put({ apiVersion: "v1", kind: "Node", metadata: { name: "aks-1" } });
    expectRefused(
      apply(server("aks-1", { ipv4: "10.60.1.9" })),
      'metadata.name: "aks-1" is the name of a Node that Stargate did not make',
    );
    await site.cluster.delete("Node", "aks-1");
  });

  it("addresses and ranges", () => {
    expectRefused(
      apply(server("pod", { ipv4: "10.244.7.7" })),
      'spec.ipv4: "10.244.7.7" is in 10.244.0.0/16, the cluster\'s range of pods',
    );
    expectRefused(
      apply(server("svc", { ipv4: "10.96.0.1", routerIP: "100.100.100.100" })),
      'spec.ipv4: "10.96.0.1" is in 10.96.0.0/12, the cluster\'s range of Services',
      'spec.routerIP: "100.100.100.100" is in 100.100.100.0/24, where platforms answer for themselves',
    );
    expectRefused(
      apply(server("member", { ipv4: "100.64.7.7", routerIP: TEST_ROUTER })),
      'spec.ipv4: "100.64.7.7" is an address of the tailnet (100.64.0.0/10)',
    );
    expect(apply(server("member", { ipv4: "100.64.7.7", paused: true })).code).toBe(0);
  });

  it("Routers and their subnets", () => {
    const subnetCIDRs = ["10.60.0.0/16"];
    const spec = { tailscaleIP: TEST_ROUTER, subnetCIDRs };
    expect(apply(object("Router", "test", spec)).code).toBe(0);
    expectRefused(
      apply(object("Router", "twin", { tailscaleIP: TEST_ROUTER }, OTHER)),
      `spec.tailscaleIP: "${TEST_ROUTER}" is also the address of Router ${NAMESPACE}/test`,
    );
    const clash = ["10.60.9.0/24", "10.244.0.0/14"];
    expectRefused(
      apply(object("Router", "clash", { tailscaleIP: "100.64.200.2", subnetCIDRs: clash }, OTHER)),
      `spec.subnetCIDRs[0]: "10.60.9.0/24" overlaps 10.60.0.0/16 of Router ${NAMESPACE}/test`,
      'spec.subnetCIDRs[1]: "10.244.0.0/14" overlaps 10.244.0.0/16, the cluster\'s range of pods',
    );
    expectRefused(
      apply(server("far", { ipv4: "10.61.1.5", routerIP: TEST_ROUTER })),
      `spec.ipv4: "10.61.1.5" is outside the subnets of Router ${NAMESPACE}/test (10.60.0.0/16)`,
    );
    expectRefused(
      kubectl("", "delete", "router", "test", "-n", NAMESPACE),
      `metadata.name: "test" is the way to Server ${NAMESPACE}/w2; give the Servers another spec.routerIP`,
    );
    const moved = { tailscaleIP: TEST_ROUTER, subnetCIDRs: ["10.62.0.0/16"] };
    expectWarned(
      apply(object("Router", "test", moved)),
      `spec.subnetCIDRs: no subnet holds the address of Server ${NAMESPACE}/w2`,
    );
  });

  it.each([
    ["10.60.0.5/16", 'spec.subnetCIDRs[0]: Invalid value: "10.60.0.5/16" is not an IPv4 subnet'],
    ["0.0.0.0/0", "is not an IPv4 subnet; write its first address and its length from 1 to 32"],
    ["100.64.0.0/16", "overlaps 100.64.0.0/10, the addresses of the tailnet"],
  ])("a Router with the subnet %s, by itself", (subnet, words) => {
    const subnetCIDRs = [subnet, "10.70.0.0/16"];
    const { code, text } = apply(
      object("Router", "odd", { tailscaleIP: "100.64.200.3", subnetCIDRs }),
    );
    expect([code, text.replaceAll(/Invalid value: "[^"]*": /g, "Invalid value: ")]).toEqual([
      1,
      expect.stringContaining(words),
    ]);
  });

  it("a Router whose subnets overlap each other", () => {
    const subnetCIDRs = ["10.70.0.0/16", "10.70.1.0/24"];
    expectRefused(
      apply(object("Router", "odd", { tailscaleIP: "100.64.200.3", subnetCIDRs })),
      "has subnets that overlap each other; name each address once",
    );
  });

  it("a profile and the API server", () => {
    const { spec } = site.manifest("ProvisioningProfile", "lab");
    const profile = (kubernetesVersion: string): object =>
      object("ProvisioningProfile", "skewed", { ...(spec as object), kubernetesVersion });
    expectRefused(
      apply(profile("v1.99")),
      'spec.kubernetesVersion: "1.99" is newer than the API server (v1.34.4), and no kubelet may be',
    );
    expectRefused(
      apply(profile("1.30")),
      'spec.kubernetesVersion: "1.30" is more than 3 minor versions older than the API server',
    );
  });

  it("two Operations on one Server, and a profile that one of them uses", () => {
    expectWarned(
      apply(order("early", "nobody")),
      'spec.serverRef.name: there is no Server "nobody" in this namespace yet',
    );
    expectRefused(
      apply(order("second", "nobody")),
      `spec.serverRef.name: Server "nobody" has Operation ${NAMESPACE}/early, which has not ended (Pending); wait for its end, or delete it first`,
    );
    expectWarned(
      apply(server("w3", { ipv4: "10.60.1.7", provisioningProfile: "later", paused: true })),
      'spec.provisioningProfile: there is no ProvisioningProfile "later" in this namespace yet',
    );
    const held = server("w4", { ipv4: "10.60.1.8", provisioningProfile: "lab", paused: true });
    expect(apply(held, order("held", "w4")).code).toBe(0);
    const remove = ["delete", "provisioningprofile", "lab", "-n", NAMESPACE];
    expectRefused(
      kubectl("", ...remove),
      `metadata.name: "lab" is used by Operation ${NAMESPACE}/held until the end`,
    );
    expect(kubectl("", "delete", "operation", "held", "-n", NAMESPACE).code).toBe(0);
    expectWarned(
      kubectl("", ...remove),
      `metadata.name: "lab" is still named by Server ${NAMESPACE}/w4`,
    );
  });

  it("what slips through: the older one stays, the other waits and says for whom", async () => {
    expect(apply(server("first", { ipv4: "10.60.1.20" })).code).toBe(0);
    // Times are in seconds, and UIDs are chance.
    await pause(1_100);
    kubectl("", "delete", "validatingwebhookconfiguration", "pepr-stargate");
    expect(apply(server("late", { ipv4: "10.60.1.20" })).code).toBe(0);
    lab("module", "start");
    const waiting = await until("the later Server to wait", WAIT_MS, async () => {
      const { status } = await site.cluster.server("late", NAMESPACE);
      return status?.waitingFor === undefined ? undefined : status;
    });
    const first = { kind: "Server", namespace: NAMESPACE, name: "first" };
    expect(waiting.waitingFor).toMatchObject({ reason: "DuplicateAddress", object: first });
    const ready = waiting.conditions?.find(({ type }) => type === "Ready");
    expect([ready?.reason, ready?.message]).toEqual([
      "DuplicateAddress",
      `spec.ipv4: "10.60.1.20" is also the address of Server ${NAMESPACE}/first, which has no router either; correct the wrong one, or delete Server ${NAMESPACE}/first first`,
    ]);
    expect(apply(order("too-late", "late")).code).toBe(0);
    const held = await site.operation("too-late", "to wait", ({ status }) => status !== undefined);
    expect(held.status?.waitingFor?.object).toEqual(first);
    await site.cluster.delete("Server", "first", NAMESPACE);
    await until("the later Server to go on", WAIT_MS, async () => {
      const { status } = await site.cluster.server("late", NAMESPACE);
      return status?.waitingFor?.object?.name === "first" ? undefined : true;
    });
  });

  it("a dry run is judged the same, and leaves nothing", async () => {
    const spec = { ipv4: "10.60.1.11", mac: "02-00-0A-3C-01-0B" };
    const dry = kubectl(
      stringify(server("dry", spec)),
      ...["apply", "--dry-run=server", "-f", "-", "-o", "jsonpath={.spec.mac}"],
    );
    expect(dry).toEqual({ code: 0, text: "02:00:0a:3c:01:0b" });
    expect(await site.cluster.get("Server", "dry", NAMESPACE)).toBeUndefined();
    // It claims nothing.
    expect(apply(server("wet", { ...spec, paused: true })).code).toBe(0);
  });
});
