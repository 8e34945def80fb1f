import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import type { Lab } from "../lab";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { readFacts } from "../topology-record";
import { writeFileAtomic } from "../write-file";

interface Kubeconfig {
  clusters: { cluster: { server: string; "tls-server-name"?: string } }[];
}

/**
 * Has a kubeconfig reach the API server at its address in the lab, whatever its certificate names: nothing resolves the
 * public name of a managed cluster beside its control plane.
 */
export function pointToAddress(lab: Lab, file: string): void {
  const { publicName, apiServerPort } = readFacts(lab);
  if (publicName === undefined) {
    return;
  }
  const config = parse(readFileSync(file, "utf8")) as Kubeconfig;
  for (const { cluster } of config.clusters) {
    cluster.server = `https://${CONTROL_PLANE_ADDRESS}:${apiServerPort}`;
    cluster["tls-server-name"] = publicName;
  }
  writeFileAtomic(file, stringify(config), 0o600);
}
