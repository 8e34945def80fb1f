import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import type { Assets } from "../assets";
import { readUserKubeconfig } from "../control-plane/user-kubeconfig";
import { kubectlOf } from "../control-plane/kubectl";
import { pkiPath } from "../control-plane/paths";
import { type Lab, SOURCE_DIRECTORY } from "../lab";
import { PACKAGES_URL } from "../packages/server";
import { blockOf, NODE_LABELS, providerIdOf } from "../managed/azure";
import { hostnameOf, type Machine } from "../topology";
import { readFacts } from "../topology-record";

interface Kubeconfig {
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

/** By this the module's pods find the node. */
export const MANAGEMENT_LABEL = "stargate.lab/role=management";

const FILES = path.join(SOURCE_DIRECTORY, "management/files");

/** What a node of the cluster's own is made of. */
export interface NodeSources {
  /** Folder of the control plane's programs. */
  readonly programs: string;
  readonly version: string;
  readonly assets: Assets;
  /** Of a managed cluster: the folder of the tunnel's programs. */
  readonly konnectivity: string | undefined;
}

/** Everything that the node reads, by path. */
export async function filesOf(
  lab: Lab,
  machine: Machine,
  sources: NodeSources,
): Promise<ReadonlyMap<string, string>> {
  const { programs, version, assets } = sources;
  const asUser = (name: string, organizations: readonly string[] = []): Promise<string> =>
    readUserKubeconfig(lab, { programs, version }, { name, organizations });
  const template = (name: string): Promise<string> => readFile(path.join(FILES, name), "utf8");
  return new Map([
    ["/etc/apt/keyrings/lab.asc", await readFile(assets.keyFile, "utf8")],
    ["/etc/apt/sources.list.d/lab.list", sourcesList(version)],
    ...(await podNetwork(machine, template)),
    ["/etc/kubernetes/pki/ca.crt", await readFile(pkiPath(lab, "ca.crt"), "utf8")],
    [
      "/etc/kubernetes/kubelet.conf",
      await asUser(`system:node:${hostnameOf(machine)}`, ["system:nodes"]),
    ],
    ["/etc/kubernetes/kube-proxy.conf", await asUser("system:kube-proxy")],
    ["/etc/kubernetes/kube-proxy.yaml", stringify(proxyConfiguration(lab, machine))],
    ["/etc/systemd/system/kube-proxy.service", await template("kube-proxy.service")],
    ["/var/lib/kubelet/config.yaml", await kubeletConfiguration(lab, machine, programs)],
    ["/var/lib/kubelet/kubeadm-flags.env", kubeletFlags(machine)],
    ...(machine.role === "cluster" ? await tunnelFiles(lab, sources, template) : []),
  ]);
}

function sourcesList(version: string): string {
  const minor = version.split(".").slice(0, 2).join(".");
  return [`core:/stable:/v${minor}/deb/`, "runtime/"]
    .map(folder => `deb [signed-by=/etc/apt/keyrings/lab.asc] ${PACKAGES_URL}/${folder} ./\n`)
    .join("");
}

/** The agent's end of the tunnel, with a certificate of its own. */
async function tunnelFiles(
  lab: Lab,
  { programs, version }: NodeSources,
  template: (name: string) => Promise<string>,
): Promise<readonly [string, string][]> {
  const user = { name: "konnectivity-agent", organizations: [] };
  const kubeconfig = parse(
    await readUserKubeconfig(lab, { programs, version }, user),
  ) as Kubeconfig;
  const identity = kubeconfig.users[0]?.user;
  const decode = (text = ""): string => Buffer.from(text, "base64").toString();
  const unit = await template("konnectivity-agent.service");
  return [
    ["/etc/kubernetes/konnectivity.crt", decode(identity?.["client-certificate-data"])],
    ["/etc/kubernetes/konnectivity.key", decode(identity?.["client-key-data"])],
    ["/etc/systemd/system/konnectivity-agent.service", unit],
    ["/etc/default/konnectivity-agent", `SERVER=${readFacts(lab).publicName ?? ""}\n`],
  ];
}

/** containerd makes the plugin's file once the Node has a block; where no Node gets one, Azure's agent writes it. */
async function podNetwork(
  machine: Machine,
  template: (name: string) => Promise<string>,
): Promise<readonly [string, string][]> {
  const [runtime, network] = [
    await template("containerd.toml"),
    await template("pods.conflist.tmpl"),
  ];
  return machine.role === "cluster"
    ? [
        ["/etc/containerd/config.toml", runtime.replace(/^conf_template = .*\n/m, "")],
        ["/etc/cni/net.d/05-cilium.conflist", network.replace("{{.PodCIDR}}", blockOf(machine))],
      ]
    : [
        ["/etc/containerd/config.toml", runtime],
        ["/etc/containerd/pods.conflist.tmpl", network],
      ];
}

/** What a managed cluster tells its kubelets by itself; as everywhere in the lab with two lines for machines that are containers. */
function managedKubelet(dnsAddress: string): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
    },
    authorization: { mode: "Webhook" },
    clusterDNS: [dnsAddress],
    clusterDomain: "cluster.local",
    rotateCertificates: true,
    cgroupDriver: "cgroupfs",
    failSwapOn: false,
  };
}

async function kubeletConfiguration(lab: Lab, machine: Machine, programs: string): Promise<string> {
  if (machine.role === "cluster") {
    return stringify(managedKubelet(readFacts(lab).dnsAddress));
  }
  return kubeadmKubelet(lab, programs);
}

/** What every kubelet of the cluster is told, and that workloads had better go to servers. */
async function kubeadmKubelet(lab: Lab, programs: string): Promise<string> {
  const get = ["get", "configmap", "kubelet-config", "-n", "kube-system", "-o", "json"];
  const { data } = JSON.parse(await kubectlOf(lab, programs)(get)) as {
    data: Record<string, string>;
  };
  const shared = parse(data["kubelet"] ?? "") as object;
  const [key, value] = MANAGEMENT_LABEL.split("=");
  return stringify({ ...shared, registerWithTaints: [{ key, value, effect: "PreferNoSchedule" }] });
}

function kubeletFlags(machine: Machine): string {
  const isManaged = machine.role === "cluster";
  const labels = Object.entries(isManaged ? NODE_LABELS : {}).map(pair => pair.join("="));
  const flags = [
    `--hostname-override=${hostnameOf(machine)}`,
    `--node-ip=${machine.address}`,
    `--node-labels=${[MANAGEMENT_LABEL, ...labels].join(",")}`,
    ...(isManaged ? [`--provider-id=${providerIdOf(machine)}`] : []),
  ];
  return `KUBELET_KUBEADM_ARGS="${flags.join(" ")}"\n`;
}

function proxyConfiguration(lab: Lab, machine: Machine): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig: "/etc/kubernetes/kube-proxy.conf" },
    hostnameOverride: hostnameOf(machine),
    clusterCIDR: readFacts(lab).podCidr,
    // These are the host's, and a container may not change them: 0 leaves them alone.
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
