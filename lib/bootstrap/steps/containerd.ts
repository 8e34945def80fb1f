import { stringify } from "smol-toml";
import type { NodeSpec } from "../run-spec";
import { step, type Step } from "../step";

/** Image of the pod sandbox. Source: kubeadm 1.34, `constants.PauseVersion`. */
const SANDBOX_IMAGE = "registry.k8s.io/pause:3.10.1";

/** containerd, configured for Kubernetes, with folders for what a site adds. */
export function containerd({ cluster }: NodeSpec): Step {
  return step("containerd", {
    files: { "containerd.toml": configuration(cluster.cgroupDriver === "systemd") },
    applySeconds: 600,
    gate: "drain",
  });
}

/** Version 2 of the format: containerd 1.6 reads it, and 2.x migrates it. */
function configuration(systemdCgroup: boolean): string {
  return `# Written by Stargate. Put what your site needs into /etc/containerd/conf.d/*.toml.\n${stringify(
    {
      version: 2,
      imports: ["/etc/containerd/conf.d/*.toml"],
      plugins: {
        "io.containerd.grpc.v1.cri": {
          sandbox_image: SANDBOX_IMAGE,
          cni: { bin_dir: "/opt/cni/bin", conf_dir: "/etc/cni/net.d" },
          registry: { config_path: "/etc/containerd/certs.d" },
          containerd: {
            default_runtime_name: "runc",
            runtimes: {
              runc: {
                runtime_type: "io.containerd.runc.v2",
                options: { SystemdCgroup: systemdCgroup },
              },
            },
          },
        },
      },
    },
  )}\n`;
}
