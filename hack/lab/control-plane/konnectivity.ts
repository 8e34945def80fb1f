import path from "node:path";
import { stringify } from "yaml";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, statePath } from "../lab";
import type { Daemon } from "../process/daemon";
import { CONTROL_PLANE_ADDRESS, PORTS } from "../topology";
import { writeFileAtomic } from "../write-file";
import { flags } from "./flags";
import { pkiPath } from "./paths";

/** The file that tells the API server to leave by the tunnel when it wants to reach the cluster. */
export function egressPath(lab: Lab): string {
  return statePath(lab, "control-plane", "egress.yaml");
}

/** The end of the tunnel beside the API server; agents on the cluster's own nodes hold the other ones. */
export function konnectivityServer(lab: Lab, programs: string): Daemon {
  return {
    name: "konnectivity-server",
    namespace: controlPlaneNamespace(lab),
    address: `${CONTROL_PLANE_ADDRESS}:${PORTS.konnectivity}`,
    command: [
      path.join(programs, "server"),
      ...flags({
        mode: "grpc",
        "uds-name": socket(lab),
        "delete-existing-uds-file": true,
        "server-port": 0,
        "agent-port": PORTS.konnectivity,
        "admin-bind-address": "127.0.0.1",
        "health-bind-address": "127.0.0.1",
        "cluster-cert": pkiPath(lab, "apiserver.crt"),
        "cluster-key": pkiPath(lab, "apiserver.key"),
        // Agents show a certificate of the cluster's authority.
        "cluster-ca-cert": pkiPath(lab, "ca.crt"),
      }),
    ],
  };
}

/** Writes the API server's way into the cluster. */
export function writeEgress(lab: Lab): void {
  const config = {
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [
      {
        name: "cluster",
        connection: { proxyProtocol: "GRPC", transport: { uds: { udsName: socket(lab) } } },
      },
    ],
  };
  writeFileAtomic(egressPath(lab), stringify(config));
}

function socket(lab: Lab): string {
  return statePath(lab, "konnectivity.sock");
}
