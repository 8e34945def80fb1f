import type { RunSpec } from "./run-spec";
import type { Step } from "./step";
import { containerd } from "./steps/containerd";
import { customScript } from "./steps/custom-script";
import { host } from "./steps/host";
import { identity } from "./steps/identity";
import { join } from "./steps/join";
import { kernelModules, kubelet, swap, sysctl } from "./steps/static";
import { kubernetesPackages } from "./steps/kubernetes-packages";
import { podNetwork } from "./steps/pod-network";
import { repositories } from "./steps/repositories";

/**
 * What makes a server a node, in order.
 *
 * Drain goes before the first step and reset before `join` (docs/design.md, "What comes later").
 */
export function repavePlan(run: RunSpec): readonly Step[] {
  return [
    host(run),
    kernelModules(),
    sysctl(),
    swap(),
    repositories(run),
    containerd(run),
    kubernetesPackages(),
    identity(run),
    ...customScript(run),
    join(run),
    ...(run.cni === "bridge" ? [podNetwork(run)] : []),
    kubelet(),
  ];
}
