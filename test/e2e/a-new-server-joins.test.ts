import { existsSync } from "node:fs";
import type { Operation } from "../../lib/api/operation.generated";
import { onMachine } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-joins";

describe("a new server joins", () => {
  const began = Date.now();
  let site: Site;
  let first: Operation;
  let second: Operation;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    const older = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion: "v1.33" });
    await site.cluster.create({ ...older, metadata: { namespace: NAMESPACE, name: "older" } });
    await site.declareServer("server-1", { mac: "02-00-0A-32-01-05" });
    await site.declareServer("server-2", { mac: undefined });
    await site.repave("join-1", "server-1");
    await site.repave("join-2", "server-2", "older");
    [first, second] = await Promise.all([site.success("join-1"), site.success("join-2")]);
  });

  afterAll(async () => {
    await site.close();
  });

  it("in the newest patch of the minor that its profile names, both at once", async () => {
    expect(first.status?.kubernetesVersion).toMatch(/^1\.34\.\d+$/);
    expect(second.status?.kubernetesVersion).toMatch(/^1\.33\.\d+$/);
    const nodes = await Promise.all(
      ["server-1", "server-2"].map(name => site.cluster.get("Node", name)),
    );
    expect(nodes.map(node => versionOf(node))).toEqual([
      `v${first.status?.kubernetesVersion ?? ""}`,
      `v${second.status?.kubernetesVersion ?? ""}`,
    ]);
    const ends = [first, second].map(({ status }) => Date.parse(status?.completionTime ?? ""));
    const starts = [first, second].map(({ status }) => Date.parse(status?.startTime ?? ""));
    expect(Math.max(...starts)).toBeLessThan(Math.min(...ends));
  });

  it("under the identity that was recorded of it", async () => {
    const server = await site.cluster.server("server-1", NAMESPACE);
    const node = (await site.cluster.get("Node", "server-1")) as unknown as NodeObject;
    expect(server.spec.mac).toBe("02:00:0a:32:01:05");
    expect(server.status).toMatchObject({
      state: "ready",
      os: "k8s-1.34",
      appliedProvisioningProfile: "lab",
      nodeName: "server-1",
      mac: "02:00:0a:32:01:05",
      machineID: node.status.nodeInfo.machineID,
      podCIDR: node.spec.podCIDR,
    });
    expect(node.metadata.labels).toMatchObject({ "stargate.io/server": "server-1" });
    expect(node.spec.providerID).toBe(`stargate://${NAMESPACE}/server-1`);
  });

  it("which is fixed while it is a Node", async () => {
    const key = { name: "server-1", namespace: NAMESPACE };
    await expect(
      site.cluster.patch("Server", key, { spec: { ipv4: "10.50.1.99" } }),
    ).rejects.toThrow(/spec\.ipv4: .*cannot be changed while the server is Node server-1/);
  });

  it("with a MAC address found on first contact, where none was declared", async () => {
    const server = await site.cluster.server("server-2", NAMESPACE);
    expect(server.status?.mac).toBe("02:00:0a:32:01:06");
  });

  it("through the router, whose key and whose server's key are on record", async () => {
    const keysOf = (name: string) =>
      site.status.machines.find(machine => machine.name === name)?.hostKeys ?? [];
    const router = await site.cluster.router("router", NAMESPACE);
    expect(keysOf("router")).toContain(router.status?.hostKeys?.[0]);
    const direct = onMachine("cp", "timeout", "3", "bash", "-c", "</dev/tcp/10.50.1.5/22");
    expect(direct.code).not.toBe(0);
  });

  it("and leaves neither token nor secret behind", async () => {
    const secrets = await site.cluster.list("Secret", "kube-system");
    const tokens = secrets.filter(({ metadata }) => metadata.name.startsWith("bootstrap-token-"));
    const ours = tokens.filter(token => JSON.stringify(token).includes("stargate.io/operation"));
    expect(ours).toEqual([]);
    const left = onMachine("server-1", "find", "/run/stargate", "-type", "f").stdout;
    expect(left).toBe("");
    const config = onMachine("server-1", "ls", "/etc/kubernetes").stdout;
    expect(config).not.toContain("bootstrap-kubelet.conf");
  });

  it("with a journal on the server that the status agrees with", () => {
    const journal = site.journal("server-1", first);
    const finished = journal.filter(({ event }) => event === "step-finished");
    expect(finished.map(({ step, state }) => [step, state])).toEqual(
      first.status?.steps?.map(({ name, state }) => [name, state]),
    );
    expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
  });

  it("and a repave of what conforms changes nothing", async () => {
    const pid = kubeletPid();
    await site.repave("again", "server-1");
    const again = await site.success("again");
    expect(again.status?.steps?.map(({ state }) => state)).toEqual(
      again.status?.steps?.map(() => "Unchanged"),
    );
    expect(kubeletPid()).toBe(pid);
  });

  it("within the rights of the generated RBAC: nothing was refused to the module", () => {
    const log = `${site.status.directory}/log/audit.log`;
    expect(existsSync(log)).toBe(true);
    const { stdout } = onMachine("cp", "grep", "-h", '"code":403', log);
    const refused = stdout
      .split("\n")
      .filter(line => line.includes("system:serviceaccount:pepr-system:pepr-stargate"))
      // Contract suites before us had things refused on purpose.
      .filter(line => receivedAt(line) >= began);
    expect(refused).toEqual([]);
  });
});

function receivedAt(line: string): number {
  return Date.parse(
    (JSON.parse(line) as { requestReceivedTimestamp: string }).requestReceivedTimestamp,
  );
}

interface NodeObject {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly podCIDR: string; readonly providerID: string };
  readonly status: {
    readonly nodeInfo: { readonly machineID: string; readonly kubeletVersion: string };
  };
}

function versionOf(node: unknown): string {
  return (node as NodeObject).status.nodeInfo.kubeletVersion;
}

function kubeletPid(): string {
  const show = ["systemctl", "show", "--property=MainPID", "--value", "kubelet"];
  return onMachine("server-1", ...show).stdout.trim();
}
