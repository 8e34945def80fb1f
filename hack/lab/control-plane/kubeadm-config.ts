import { stringify } from "yaml";
import { type Lab, statePath } from "../lab";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { readFacts } from "../topology-record";
import { writeFileAtomic } from "../write-file";
import { ETCD_URL } from "./etcd";
import { pkiPath } from "./paths";

/** Names and addresses by which the API server is reached: inside the lab, and by the forwarder on the host. */
const API_SERVER_NAMES = ["127.0.0.1", "localhost", CONTROL_PLANE_ADDRESS];

/** kubeadm puts the address into the certificate that it is told: of a managed cluster one that nobody has (RFC 5737). */
const NOBODY = "192.0.2.1";

/** What `kubeadm init` would be given, for the phases that make certificates and tell joining nodes what to do. */
export function kubeadmConfig(lab: Lab, version: string, certificatesDir = pkiPath(lab)): string {
  return [initConfiguration(lab), clusterConfiguration(lab, version, certificatesDir), KUBELET]
    .map(document => stringify(document))
    .join("---\n");
}

/** Writes it for kubeadm to read. The path. */
export function writeKubeadmConfig(lab: Lab, version: string): string {
  const file = statePath(lab, "control-plane", "kubeadm.yaml");
  writeFileAtomic(file, kubeadmConfig(lab, version), 0o600);
  return file;
}

function initConfiguration(lab: Lab): object {
  const { publicName, apiServerPort } = readFacts(lab);
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "InitConfiguration",
    localAPIEndpoint: {
      advertiseAddress: publicName === undefined ? CONTROL_PLANE_ADDRESS : NOBODY,
      bindPort: apiServerPort,
    },
    // kubeadm insists on one token; tokens for joining are minted by Stargate, so this one ends at once.
    bootstrapTokens: [{ ttl: "1s" }],
    nodeRegistration: {
      name: "control-plane",
      criSocket: "unix:///run/containerd/containerd.sock",
    },
  };
}

function clusterConfiguration(lab: Lab, version: string, certificatesDir: string): object {
  const { publicName, apiServerPort, podCidr, serviceCidr } = readFacts(lab);
  return {
    apiVersion: "kubeadm.k8s.io/v1beta4",
    kind: "ClusterConfiguration",
    clusterName: `stargate-${lab.instance}`,
    kubernetesVersion: `v${version}`,
    controlPlaneEndpoint: `${publicName ?? CONTROL_PLANE_ADDRESS}:${apiServerPort}`,
    certificatesDir,
    networking: { podSubnet: podCidr, serviceSubnet: serviceCidr },
    apiServer: { certSANs: publicName === undefined ? API_SERVER_NAMES : [publicName] },
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
