import { existsSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, SOURCE_DIRECTORY, statePath } from "../lab";
import { enterNamespace } from "../process/enter-namespace";
import { run } from "../run";
import { readFacts } from "../topology-record";
import { writeFileAtomic } from "../write-file";
import { writeKubeadmConfig } from "./kubeadm-config";
import { type Kubectl, kubectlOf } from "./kubectl";
import { kubeconfigPath } from "./paths";

/** The binding by which kubeadm lets any token holder become a node: Stargate approves such requests itself. */
const AUTO_APPROVAL = "kubeadm:node-autoapprove-bootstrap";

/** Where kubeadm puts the cluster's authority on a node. */
const NODE_CA_FILE = "/etc/kubernetes/pki/ca.crt";

interface ConfigMap {
  data: Record<string, string>;
}

/** Writes into the cluster what `kubeadm join` will look for, and the rights it needs. */
export async function ensureJoinRules(
  lab: Lab,
  programs: string,
  version: string,
): Promise<"kept" | "made"> {
  // Beside store and certificates: they are made and removed together.
  const marker = statePath(lab, "control-plane", "join-rules");
  if (existsSync(marker)) {
    return "kept";
  }
  const kubectl = kubectlOf(lab, programs, "super-admin");
  const administrators = path.join(SOURCE_DIRECTORY, "control-plane/administrators.yaml");
  await kubectl(["apply", "--server-side", "-f", administrators]);
  if (!readFacts(lab).isManaged) {
    await kubeadmPhase(lab, programs, version, ["upload-config", "all"]);
    await kubeadmPhase(lab, programs, version, ["bootstrap-token"]);
    await kubectl(["delete", "clusterrolebinding", AUTO_APPROVAL, "--ignore-not-found"]);
    await correctKubeletConfig(kubectl);
  }
  writeFileAtomic(marker, "");
  return "made";
}

async function kubeadmPhase(
  lab: Lab,
  programs: string,
  version: string,
  phase: readonly string[],
): Promise<void> {
  const config = writeKubeadmConfig(lab, version);
  await run(
    enterNamespace(controlPlaneNamespace(lab), [
      path.join(programs, "kubeadm"),
      ...["init", "phase", ...phase],
      ...["--config", config, "--kubeconfig", kubeconfigPath(lab, "super-admin")],
    ]),
  );
}

/** kubeadm assumes that the authority lies where it lies on the control plane, and uploads that path. */
async function correctKubeletConfig(kubectl: Kubectl): Promise<void> {
  const name = ["-n", "kube-system", "configmap", "kubelet-config"];
  const configMap = JSON.parse(await kubectl(["get", ...name, "-o", "json"])) as ConfigMap;
  const kubelet = parse(configMap.data["kubelet"] ?? "") as {
    authentication: { x509: { clientCAFile: string } };
  };
  kubelet.authentication.x509.clientCAFile = NODE_CA_FILE;
  const patch = JSON.stringify({ data: { kubelet: stringify(kubelet) } });
  await kubectl(["patch", ...name, "--type=merge", `--patch=${patch}`]);
}
