import type { LookSpec, NodeSpec } from "./run-spec";
import type { Step } from "./step";
import { containerd } from "./steps/containerd";
import { customScript } from "./steps/custom-script";
import { identity } from "./steps/identity";
import { join } from "./steps/join";
import { leave, release } from "./steps/leave";
import { kernelModules, kubelet, reboot, swap, sysctl } from "./steps/static";
import { kubernetesPackages, packageDownloads } from "./steps/kubernetes-packages";
import { leftovers } from "./steps/leftovers";
import { podNetwork } from "./steps/pod-network";
import { preflight } from "./steps/preflight";
import { repositories } from "./steps/repositories";

/** The steps of a run, in order. */
export function planOf(run: LookSpec): readonly Step[] {
  switch (run.kind) {
    case "repave":
      return repavePlan(run);
    case "reboot":
      return [reboot(), ...(run.isNode ? [kubelet()] : [])];
    case "reset":
      return [leave(run), release(run)];
  }
}

/** What makes a server a node. Leftovers go before anything of this membership comes, the profile's own script included. */
export function repavePlan(run: NodeSpec): readonly Step[] {
  return [
    preflight(run),
    kernelModules(),
    sysctl(),
    swap(),
    repositories(run),
    packageDownloads(),
    containerd(run),
    kubernetesPackages(),
    leftovers(run),
    identity(run),
    ...customScript(run),
    join(run),
    ...(run.cni === "bridge" ? [podNetwork(run)] : []),
    kubelet(),
  ];
}
