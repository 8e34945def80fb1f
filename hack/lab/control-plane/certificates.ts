import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Lab, statePath } from "../lab";
import { run } from "../run";
import { writeFileAtomic } from "../write-file";
import { kubeadmConfig } from "./kubeadm-config";
import { pointToAddress } from "./kubeconfigs";
import { pkiPath } from "./paths";

/** Makes the cluster's authorities, certificates and kubeconfig files once, all of them or none. */
export async function ensureCertificates(
  lab: Lab,
  programs: string,
  version: string,
): Promise<"kept" | "made"> {
  const final = path.dirname(pkiPath(lab));
  if (existsSync(pkiPath(lab)) && existsSync(path.join(final, "kubeconfig"))) {
    return "kept";
  }
  const unfinished = statePath(lab, "control-plane.unfinished");
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const certificates = path.join(unfinished, "pki");
  const config = path.join(unfinished, "kubeadm.yaml");
  writeFileAtomic(config, kubeadmConfig(lab, version, certificates));
  const kubeadm = path.join(programs, "kubeadm");
  await run([kubeadm, "init", "phase", "certs", "all", "--config", config]);
  const folder = path.join(unfinished, "kubeconfig");
  for (const name of ["admin", "super-admin", "controller-manager", "scheduler"]) {
    await run([
      ...[kubeadm, "init", "phase", "kubeconfig", name],
      ...["--config", config, "--kubeconfig-dir", folder],
    ]);
    pointToAddress(lab, path.join(folder, `${name}.conf`));
  }
  await rm(final, { recursive: true, force: true });
  await rename(unfinished, final);
  return "made";
}
