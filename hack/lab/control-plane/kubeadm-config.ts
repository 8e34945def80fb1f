import { stringify } from "yaml";
import { type Lab, statePath } from "../lab";
import { CONTROL_PLANE_ADDRESS, POD_CIDR, PORTS, SERVICE_CIDR } from "../topology";
import { writeFileAtomic } from "../write-file";
import { ETCD_URL } from "./etcd";
import { pkiPath } from "./paths";

/** Names and addresses by which the API server is reached: inside the lab, and by the forwarder on the host. */
const API_SERVER_NAMES = ["127.0.0.1", "localhost", CONTROL_PLANE_ADDRESS];

/** What `kubeadm init` would be given, for the phases that make certificates and tell joining nodes what to do. */
export function kubeadmConfig(lab: Lab, version: string, certificatesDir = pkiPath(lab)): string {
  return [initConfiguration(), clusterConfiguration(lab, version, certificatesDir), KUBELET]
    .map(document => stringify(document))
    .join("---\n");
}

/** Writes it for kubeadm to read. The path. */
export function writeKubeadmConfig(lab: Lab, version: string): string {
  const file = statePath(lab, "control-plane", "kubeadm.yaml");
  writeFileAtomic(file, kubeadmConfig(lab, version), 0o600);
  return file;
}

function initConfiguration(): object {
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "InitConfiguration",
    localAPIEndpoint: { advertiseAddress: CONTROL_PLANE_ADDRESS, bindPort: PORTS.apiServer },
    // kubeadm insists on one token; tokens for joining are minted by Stargate, so this one ends at once.
    bootstrapTokens: [{ ttl: "1s" }],
    nodeRegistration: {
      name: "control-plane",
      criSocket: "unix:///run/containerd/containerd.sock",
    },
  };
}

function clusterConfiguration(lab: Lab, version: string, certificatesDir: string): object {
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "ClusterConfiguration",
    clusterName: `stargate-${lab.instance}`,
    kubernetesVersion: `v${version}`,
    controlPlaneEndpoint: `${CONTROL_PLANE_ADDRESS}:${PORTS.apiServer}`,
    certificatesDir,
    networking: { podSubnet: POD_CIDR, serviceSubnet: SERVICE_CIDR },
    apiServer: { certSANs: API_SERVER_NAMES },
    etcd: { external: { endpoints: [ETCD_URL] } },
  };
}

/** What every kubelet of the cluster is told; the machines are containers, hence the two lab-only lines. */
const KUBELET = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  cgroupDriver: "cgroupfs",
  failSwapOn: false,
};
