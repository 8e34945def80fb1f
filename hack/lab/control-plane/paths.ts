import { type Lab, statePath } from "../lab";

/** The folder of certificates and keys, which kubeadm calls certificatesDir. */
export function pkiPath(lab: Lab, ...segments: string[]): string {
  return statePath(lab, "control-plane", "pki", ...segments);
}

/** The folder of the components' kubeconfig files; servers in them are addresses of the control-plane namespace. */
export function kubeconfigPath(lab: Lab, name: KubeconfigName): string {
  return statePath(lab, "control-plane", "kubeconfig", `${name}.conf`);
}

/** Kubeconfig files that kubeadm makes. */
export type KubeconfigName = "admin" | "super-admin" | "controller-manager" | "scheduler";
