import type { Daemon } from "../process/daemon";
import { type Lab, statePath } from "../lab";
import { controlPlaneNamespace } from "../fabric/fabric";
import { flags } from "./flags";

const CLIENT_ADDRESS = "127.0.0.1:2379";
const PEER_ADDRESS = "127.0.0.1:2380";

/** etcd speaks plain HTTP on the loopback of the control-plane namespace: nobody else is in there. */
export const ETCD_URL = `http://${CLIENT_ADDRESS}`;

/** The cluster's store: Debian's etcd. */
export function etcd(lab: Lab): Daemon {
  return {
    name: "etcd",
    namespace: controlPlaneNamespace(lab),
    address: CLIENT_ADDRESS,
    command: [
      "etcd",
      ...flags({
        name: "lab",
        "data-dir": statePath(lab, "control-plane", "etcd"),
        "listen-client-urls": ETCD_URL,
        "advertise-client-urls": ETCD_URL,
        "listen-peer-urls": `http://${PEER_ADDRESS}`,
        "initial-advertise-peer-urls": `http://${PEER_ADDRESS}`,
        "initial-cluster": `lab=http://${PEER_ADDRESS}`,
        logger: "zap",
        "log-level": "warn",
      }),
    ],
    // Debian builds etcd for architectures that upstream does not vouch for.
    environment: { ETCD_UNSUPPORTED_ARCH: process.arch },
  };
}
