import { step, type Step } from "../step";

/** kubelet, kubeadm and kubectl in the version that `repositories` resolved, held there. */
export function kubernetesPackages(): Step {
  return step("kubernetes-packages", { applySeconds: 600, gate: "drain" });
}
