import { LabError } from "../lab/errors";
import { INVENTORY_NAMESPACE } from "../lab/inventory";
import { until } from "../lab/poll";
import { job, runJobs } from "../lab/progress";
import { isTrue, type Cluster, type Observed } from "./cluster";

const IMAGE = "stargate.lab/busybox:1";
const PORT = 8080;

/** Pulling an image, starting, and a first packet. */
const POD_TIMEOUT_MS = 120_000;

/** Starts a web server in a pod on each node, and lets a pod on each node fetch from all the others; one alone fetches from itself. */
export async function provePodNetwork(cluster: Cluster, nodes: readonly string[]): Promise<void> {
  await removePods(cluster);
  await runJobs(
    job("Test pods", async report => {
      await cluster.apply(nodes.map(webServer));
      const addresses = await Promise.all(nodes.map(node => addressOf(cluster, node)));
      report(`web servers at ${addresses.join(", ")}`);
      await cluster.apply(nodes.map((node, index) => visitor(node, others(addresses, index))));
      await Promise.all(nodes.map(node => visited(cluster, node)));
      return nodes.length === 1
        ? `a pod on ${nodes.join()} reached the other pod there`
        : `a pod on each of ${nodes.join(", ")} reached the pods on the others`;
    }),
  );
}

function others(addresses: readonly string[], index: number): readonly string[] {
  return addresses.length === 1 ? addresses : addresses.toSpliced(index, 1);
}

async function removePods(cluster: Cluster): Promise<void> {
  const selector = ["-l", "app.kubernetes.io/part-of=stargate-demo"];
  const how = ["--now", "--ignore-not-found", "--wait"];
  await cluster.kubectl(["delete", "pods", "-n", INVENTORY_NAMESPACE, ...selector, ...how]);
}

function webServer(node: string): object {
  const command = busybox("httpd", "-f", "-p", String(PORT), "-h", "/etc");
  return pod(`web-${node}`, node, [{ name: "web", command }]);
}

/** Fetches from every address, in a container each; the pod succeeds when all have. */
function visitor(node: string, addresses: readonly string[]): object {
  return pod(
    `visit-${node}`,
    node,
    addresses.map((address, index) => ({
      name: `visit-${index + 1}`,
      // wget's own -T crashes in Debian's static busybox.
      command: busybox(
        "timeout",
        "5",
        "wget",
        "-qO",
        "/dev/null",
        `http://${address}:${PORT}/hostname`,
      ),
    })),
  );
}

function pod(name: string, node: string, containers: readonly object[]): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: INVENTORY_NAMESPACE,
      labels: { "app.kubernetes.io/part-of": "stargate-demo" },
    },
    spec: {
      nodeName: node,
      restartPolicy: "OnFailure",
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: containers.map(container => ({ image: IMAGE, ...container })),
    },
  };
}

function busybox(...args: readonly string[]): readonly string[] {
  return ["/bin/busybox", ...args];
}

async function addressOf(cluster: Cluster, node: string): Promise<string> {
  const wait = { what: `pod web-${node} to run`, deadlineMs: POD_TIMEOUT_MS, intervalMs: 500 };
  return until(wait, async () => {
    const found = await observe(cluster, `web-${node}`);
    const address = found.status?.podIP;
    return address !== undefined && isTrue(found, "Ready")
      ? { done: address }
      : { seen: describe(found) };
  });
}

async function visited(cluster: Cluster, node: string): Promise<void> {
  const wait = { what: `pod visit-${node} to end`, deadlineMs: POD_TIMEOUT_MS, intervalMs: 500 };
  await until(wait, async () => {
    const found = await observe(cluster, `visit-${node}`);
    const phase = found.status?.phase;
    if (phase === "Failed") {
      throw new LabError(`pod visit-${node} failed: ${describe(found)}`);
    }
    return phase === "Succeeded" ? { done: undefined } : { seen: describe(found) };
  });
}

async function observe(cluster: Cluster, name: string): Promise<Observed> {
  return (await cluster.get("pod", name, INVENTORY_NAMESPACE)) as Observed;
}

function describe({ status }: Observed): string {
  const messages = status?.conditions?.map(({ message }) => message).filter(Boolean) ?? [];
  return [status?.phase ?? "no status", ...messages].join(": ");
}
