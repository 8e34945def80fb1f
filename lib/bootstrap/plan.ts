import type { RepaveSpec, RunSpec } from "./run-spec";
import type { Step } from "./step";
import { containerd } from "./steps/containerd";
import { customScript } from "./steps/custom-script";
import { identity } from "./steps/identity";
import { join } from "./steps/join";
import { kernelModules, kubelet, reboot, swap, sysctl } from "./steps/static";
import { kubernetesPackages, packageDownloads } from "./steps/kubernetes-packages";
import { podNetwork } from "./steps/pod-network";
import { preflight } from "./steps/preflight";
import { repositories } from "./steps/repositories";

/** The steps of a run, in order. */
export function planOf(run: RunSpec): readonly Step[] {
  return run.kind === "repave" ? repavePlan(run) : [reboot(), ...(run.isNode ? [kubelet()] : [])];
}

/** What makes a server a node. Reset goes before `join` (docs/design.md, "What comes later"). */
export function repavePlan(run: RepaveSpec): readonly Step[] {
  return [
    preflight(run),
    kernelModules(),
    sysctl(),
    swap(),
    repositories(run),
    packageDownloads(),
    containerd(run),
    kubernetesPackages(),
    identity(run),
    ...customScript(run),
    join(run),
    ...(run.cni === "bridge" ? [podNetwork(run)] : []),
    kubelet(),
  ];
}
