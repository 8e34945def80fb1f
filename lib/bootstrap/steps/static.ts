import { scripts } from "../scripts.generated";
import { step, type Step } from "../step";

/** Overlay filesystem and bridge netfilter, now and at boot. */
export function kernelModules(): Step {
  return step("kernel-modules", { files: { "modules.conf": scripts["modules.conf"] } });
}

/** Forwarding and bridged packets through the firewall, now and at boot. */
export function sysctl(): Step {
  return step("sysctl", { files: { "sysctl.conf": scripts["sysctl.conf"] } });
}

/** No swap, now and at boot. */
export function swap(): Step {
  return step("swap");
}

/** The kubelet runs the installed program and answers. */
export function kubelet(): Step {
  return step("kubelet");
}
