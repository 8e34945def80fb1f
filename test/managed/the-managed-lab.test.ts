import { openLab } from "../../hack/lab/lab";
import { busyboxOn } from "../e2e/world/busybox";
import { Cluster, type Manifest } from "../e2e/world/cluster";
import { type Ended, lab, labStatus, npm, onMachine, outputOf } from "../e2e/world/lab";
import { until } from "../e2e/world/until";

/** A lab beside that of the other tests. */
const INSTANCE = `${openLab().instance.slice(0, 12)}-aks`;

/** Programs of the tunnel are compiled the first time. */
const SETUP_TIMEOUT_MS = 900_000;

/** An image that is pulled, and a tunnel that is found again. */
const READY_TIMEOUT_MS = 120_000;

const NODES = ["aks-nodepool1-41954725-vmss000000", "aks-nodepool1-41954725-vmss000001"] as const;

const POD = busyboxOn(NODES[1], { name: "shell", namespace: "default" }, [
  "sh",
  "-c",
  "echo hello; exec sleep 1d",
]);

interface Node extends Manifest {
  readonly spec: { readonly podCIDR?: string; readonly providerID?: string };
  readonly status: { readonly conditions: readonly { type: string; status: string }[] };
}

interface Pod extends Manifest {
  readonly status?: { readonly phase: string; readonly podIP?: string };
}

describe("the lab's managed cluster", () => {
  const instance = process.env["STARGATE_LAB"];
  let cluster: Cluster;

  beforeAll(() => {
    process.env["STARGATE_LAB"] = INSTANCE;
    lab("up", "aks", "--servers", "1");
    cluster = new Cluster(labStatus().kubeconfig);
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    await cluster.close();
    lab("down", "--purge");
    process.env["STARGATE_LAB"] = instance;
  });

  function kubectl(...args: readonly string[]): Ended {
    return onMachine("cp", "kubectl", "--request-timeout=20s", ...args);
  }

  function jsonOf(...args: readonly string[]): unknown {
    return JSON.parse(outputOf("cp", "kubectl", ...args, "-o", "json"));
  }

  it("has nodes of its provider, whose blocks no Node and no CiliumNode tells", async () => {
    const nodes = (await cluster.list("Node")) as readonly Node[];
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(NODES);
    for (const [index, { metadata, spec, status }] of nodes.entries()) {
      expect(status.conditions).toContainEqual(
        expect.objectContaining({ type: "Ready", status: "True" }),
      );
      expect(spec.podCIDR).toBeUndefined();
      expect(spec.providerID).toMatch(
        new RegExp(
          `^azure:///subscriptions/.*/aks-nodepool1-41954725-vmss/virtualMachines/${index}$`,
        ),
      );
      expect(metadata.labels).toMatchObject({
        "kubernetes.azure.com/agentpool": "nodepool1",
        "kubernetes.azure.com/cluster": "MC_stargate-aks-lab_stargate-aks-lab_canadacentral",
      });
      const cilium = jsonOf("get", "ciliumnode", metadata.name) as { spec: { ipam: object } };
      expect(cilium.spec.ipam).toEqual({});
      const network = jsonOf("get", "nodenetworkconfig", metadata.name, "-n", "kube-system");
      expect(network).toMatchObject({
        status: { networkContainers: [{ type: "overlay", primaryIP: `10.244.${index}.0/24` }] },
      });
    }
  });

  it("has nothing that kubeadm would look for", () => {
    expect(kubectl("get", "configmaps", "-n", "kube-system", "kubeadm-config").stderr).toContain(
      "not found",
    );
    expect(kubectl("get", "configmaps", "-n", "kube-public", "cluster-info").stderr).toContain(
      "not found",
    );
    expect(
      outputOf("cp", "kubectl", "get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}"),
    ).toBe("10.0.0.1");
  });

  it("is reached from the datacenter by its public name only, and its nodes are not at all", () => {
    const url = outputOf(
      "cp",
      "kubectl",
      "config",
      "view",
      "-o",
      "jsonpath={.clusters[0].cluster.tls-server-name}",
    );
    const curl = ["curl", "--silent", "--insecure", "--verbose", "--max-time", "10"];
    const { stderr } = onMachine("server-1", ...curl, `https://${url}/livez`);
    expect(stderr).toContain(`subject: CN=kube-apiserver`);
    const names = outputOf(
      "cp",
      ...["bash", "-c"],
      "true | openssl s_client -connect 198.51.100.10:443 2>/dev/null | openssl x509 -noout -ext subjectAltName",
    );
    expect(names).toContain(`DNS:${url}`);
    expect(names).not.toContain("198.51.100.10");
    expect(onMachine("server-1", "ping", "-c", "1", "-W", "2", "10.224.0.4").code).not.toBe(0);
  });

  it("reaches its nodes by agents that run there, and by nothing else", async () => {
    await cluster.create(POD);
    const pod = await until("the pod to run", READY_TIMEOUT_MS, async () => {
      const found = (await cluster.get("Pod", "shell", "default")) as Pod | undefined;
      return found?.status?.phase === "Running" ? found : undefined;
    });
    expect(pod.status?.podIP).toMatch(/^10\.244\.1\./);
    const logs = (): Ended => kubectl("logs", "shell");
    expect(logs()).toMatchObject({ code: 0, stdout: "hello\n" });
    expect(kubectl("exec", "shell", "--", "/bin/busybox", "hostname").stdout).toBe("shell\n");
    for (const machine of ["aks-1", "aks-2"]) {
      outputOf(machine, "systemctl", "stop", "konnectivity-agent");
    }
    expect(logs().code).not.toBe(0);
    for (const machine of ["aks-1", "aks-2"]) {
      outputOf(machine, "systemctl", "start", "konnectivity-agent");
    }
    await until("the tunnel to be there again", READY_TIMEOUT_MS, () =>
      Promise.resolve(logs().code === 0 ? true : undefined),
    );
  });

  it("stays what it is: another scenario is another lab", () => {
    const { code, stderr } = npm("lab", "up", "mx");
    expect(code).toBe(2);
    expect(stderr).toContain(`lab ${INSTANCE} has a cluster of scenario aks`);
  });
});
