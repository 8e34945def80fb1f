import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse, stringify } from "yaml";
import type { Assets } from "../assets";
import { readUserKubeconfig } from "../control-plane/user-kubeconfig";
import { kubectlOf } from "../control-plane/kubectl";
import { pkiPath } from "../control-plane/paths";
import { type Lab, SOURCE_DIRECTORY } from "../lab";
import { PACKAGES_URL } from "../packages/server";
import { type Machine, POD_CIDR } from "../topology";

/** By this the module's pods find the node. */
export const MANAGEMENT_LABEL = "stargate.lab/role=management";

const FILES = path.join(SOURCE_DIRECTORY, "management/files");

/** What a node of the cluster's own is made of. */
export interface NodeSources {
  /** Folder of the control plane's programs. */
  readonly programs: string;
  readonly version: string;
  readonly assets: Assets;
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
    ["/etc/containerd/config.toml", await template("containerd.toml")],
    ["/etc/containerd/pods.conflist.tmpl", await template("pods.conflist.tmpl")],
    ["/etc/kubernetes/pki/ca.crt", await readFile(pkiPath(lab, "ca.crt"), "utf8")],
    ["/etc/kubernetes/kubelet.conf", await asUser(`system:node:${machine.name}`, ["system:nodes"])],
    ["/etc/kubernetes/kube-proxy.conf", await asUser("system:kube-proxy")],
    ["/etc/kubernetes/kube-proxy.yaml", stringify(proxyConfiguration(machine))],
    ["/etc/systemd/system/kube-proxy.service", await template("kube-proxy.service")],
    ["/var/lib/kubelet/config.yaml", await kubeletConfiguration(lab, programs)],
    ["/var/lib/kubelet/kubeadm-flags.env", kubeletFlags(machine)],
  ]);
}

function sourcesList(version: string): string {
  const minor = version.split(".").slice(0, 2).join(".");
  return [`core:/stable:/v${minor}/deb/`, "runtime/"]
    .map(folder => `deb [signed-by=/etc/apt/keyrings/lab.asc] ${PACKAGES_URL}/${folder} ./\n`)
    .join("");
}

/** What every kubelet of the cluster is told, and that workloads had better go to servers. */
async function kubeletConfiguration(lab: Lab, programs: string): Promise<string> {
  const get = ["get", "configmap", "kubelet-config", "-n", "kube-system", "-o", "json"];
  const { data } = JSON.parse(await kubectlOf(lab, programs)(get)) as {
    data: Record<string, string>;
  };
  const shared = parse(data["kubelet"] ?? "") as object;
  const [key, value] = MANAGEMENT_LABEL.split("=");
  return stringify({ ...shared, registerWithTaints: [{ key, value, effect: "PreferNoSchedule" }] });
}

function kubeletFlags({ name, address }: Machine): string {
  const flags = [
    `--hostname-override=${name}`,
    `--node-ip=${address}`,
    `--node-labels=${MANAGEMENT_LABEL}`,
  ];
  return `KUBELET_KUBEADM_ARGS="${flags.join(" ")}"\n`;
}

function proxyConfiguration({ name }: Machine): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "nftables",
    clientConnection: { kubeconfig: "/etc/kubernetes/kube-proxy.conf" },
    hostnameOverride: name,
    clusterCIDR: POD_CIDR,
    // These are the host's, and a container may not change them: 0 leaves them alone.
    conntrack: { maxPerCore: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}
