import path from "node:path";
import type { KubernetesModule, ToolModule } from "../binaries/tool-module";
import { SOURCE_DIRECTORY } from "../lab";
import type { DebPackage } from "./deb";

/** The project numbers its packages like this: the first build of the first revision. */
const REVISION = "1.1";

const FILES = path.join(SOURCE_DIRECTORY, "packages/files");

/** The version of the packages of a version of Kubernetes. */
export function packageVersion(version: string): string {
  return `${version}-${REVISION}`;
}

/** What pkgs.k8s.io offers in one minor's repository, with the relations its packages have since 1.32. */
export function kubernetesPackages(
  module: KubernetesModule,
  programs: string,
): readonly DebPackage[] {
  const version = packageVersion(module.version);
  const program = (name: string) => executable(path.join(programs, name), "usr/bin");
  return [
    { ...kubelet(program("kubelet")), version },
    {
      name: "kubeadm",
      version,
      summary: "Command-line utility for administering a Kubernetes cluster",
      files: [
        program("kubeadm"),
        {
          source: path.join(FILES, "10-kubeadm.conf"),
          target: "usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf",
          mode: 0o644,
        },
      ],
    },
    {
      name: "kubectl",
      version,
      summary: "Command-line utility for interacting with a Kubernetes cluster",
      files: [program("kubectl")],
    },
  ];
}

/** The CNI plugins, where kubelet and containerd look for them. */
export function cniPackage(module: ToolModule, programs: string): DebPackage {
  return {
    name: "kubernetes-cni",
    version: packageVersion(module.version),
    summary: "Binaries required to provision container networking",
    files: module.programs.map(name => executable(path.join(programs, name), "opt/cni/bin")),
    emptyFolders: ["etc/cni/net.d"],
  };
}

function kubelet(program: DebPackage["files"][number]): Omit<DebPackage, "version"> {
  return {
    name: "kubelet",
    summary: "Node agent for Kubernetes clusters",
    relations: {
      Depends: "kubernetes-cni (>= 1.2.0), mount, util-linux",
      Recommends: "iptables (>= 1.8.4)",
    },
    files: [
      program,
      {
        source: path.join(FILES, "kubelet.service"),
        target: "usr/lib/systemd/system/kubelet.service",
        mode: 0o644,
      },
      {
        source: path.join(FILES, "kubelet.default"),
        target: "etc/default/kubelet",
        mode: 0o644,
      },
    ],
    emptyFolders: ["etc/kubernetes/manifests", "var/lib/kubelet"],
    configurationFiles: ["/etc/default/kubelet"],
    scripts: {
      postinst: path.join(FILES, "kubelet.postinst"),
      prerm: path.join(FILES, "kubelet.prerm"),
    },
  };
}

function executable(source: string, folder: string): DebPackage["files"][number] {
  return { source, target: path.join(folder, path.basename(source)), mode: 0o755 };
}
