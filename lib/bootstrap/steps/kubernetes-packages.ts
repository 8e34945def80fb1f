import { step, type Step } from "../step";

/** Time for packages that come over a slow line. */
const PACKAGES_SECONDS = 600;

/** kubelet, kubeadm and kubectl in the version that `repositories` resolved lie ready to be installed. */
export function packageDownloads(): Step {
  return step("package-downloads", { applySeconds: PACKAGES_SECONDS });
}

/** kubelet, kubeadm and kubectl in the version that `repositories` resolved, held there. */
export function kubernetesPackages(): Step {
  return step("kubernetes-packages", { applySeconds: PACKAGES_SECONDS, gate: "drain" });
}
