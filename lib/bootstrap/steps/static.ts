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

/** The host has booted since the run was given to it. */
export function reboot(): Step {
  // Whoever shuts down has this long to go; a try that did not reboot would not at the second time either.
  return step("reboot", { applySeconds: 300, attempts: 1, gate: "drain" });
}

/** The kubelet runs the installed program and answers. */
export function kubelet(): Step {
  return step("kubelet", { dependsOn: ["kubernetes-packages", "join"] });
}
