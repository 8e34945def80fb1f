import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Lab, statePath } from "../lab";
import { run } from "../run";
import { writeFileAtomic } from "../write-file";
import { writeKubeadmConfig } from "./kubeadm-config";
import type { ControlPlane } from "./start";

/** Somebody whom the cluster's authority vouches for. */
interface User {
  readonly name: string;
  readonly organizations: readonly string[];
}

/** The kubeconfig of a user with a certificate of the cluster's authority, made once per cluster. */
export async function readUserKubeconfig(
  lab: Lab,
  { programs, version }: Pick<ControlPlane, "programs" | "version">,
  { name, organizations }: User,
): Promise<string> {
  const file = statePath(lab, "control-plane", "users", `${name}.conf`);
  if (!existsSync(file)) {
    const config = await run([
      ...[path.join(programs, "kubeadm"), "kubeconfig", "user", "--client-name", name],
      ...organizations.flatMap(organization => ["--org", organization]),
      ...["--config", writeKubeadmConfig(lab, version)],
    ]);
    writeFileAtomic(file, `${config}\n`, 0o600);
  }
  return readFile(file, "utf8");
}
