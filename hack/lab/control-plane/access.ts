import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { parse, stringify } from "yaml";
import { controlPlaneNamespace } from "../fabric/fabric";
import { type Lab, neverUp, statePath } from "../lab";
import { type Daemon, ensureDaemon } from "../process/daemon";
import { stateOf } from "../process/record";
import { CONTROL_PLANE_ADDRESS } from "../topology";
import { readFacts } from "../topology-record";
import { writeFileAtomic } from "../write-file";
import { kubeconfigPath } from "./paths";

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
}

const OUTER_FORWARDER = "forward-api-host";

/** The kubeconfig for the user of the host. */
export function userKubeconfigPath(lab: Lab): string {
  return statePath(lab, "kubeconfig");
}

/** The same, if it is there. */
export function existingKubeconfig(lab: Lab): string {
  const file = userKubeconfigPath(lab);
  if (!existsSync(file)) {
    throw neverUp(lab);
  }
  return file;
}

/** The socket file that leads to the API server, from every network namespace. */
export function apiSocket(lab: Lab): string {
  return statePath(lab, "api.sock");
}

/** Forwards a port of the host's loopback to the API server, and writes a kubeconfig that uses it. */
export async function ensureAccess(lab: Lab): Promise<string> {
  const address = `127.0.0.1:${await stablePort(lab)}`;
  // The two halves meet at a socket file, because a file is seen from both network namespaces.
  const socket = apiSocket(lab);
  await ensureDaemon(lab, innerForwarder(lab, socket));
  await ensureDaemon(lab, outerForwarder(address, socket));
  const config = parse(readFileSync(kubeconfigPath(lab, "admin"), "utf8")) as Kubeconfig;
  config.clusters.forEach(({ cluster }) => (cluster.server = `https://${address}`));
  writeFileAtomic(userKubeconfigPath(lab), stringify(config), 0o600);
  return address;
}

function innerForwarder(lab: Lab, socket: string): Daemon {
  return {
    name: "forward-api-cp",
    namespace: controlPlaneNamespace(lab),
    command: [
      "socat",
      `UNIX-LISTEN:${socket},fork,unlink-early,mode=0600`,
      `TCP:${CONTROL_PLANE_ADDRESS}:${readFacts(lab).apiServerPort}`,
    ],
  };
}

function outerForwarder(address: string, socket: string): Daemon {
  const [host = "", port = ""] = address.split(":");
  return {
    name: OUTER_FORWARDER,
    address,
    command: ["socat", `TCP-LISTEN:${port},bind=${host},reuseaddr,fork`, `UNIX-CONNECT:${socket}`],
  };
}

/** The same port after every `up`, unless another program took it in the meantime. */
async function stablePort(lab: Lab): Promise<number> {
  const file = statePath(lab, "api-port");
  const recorded = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  if (recorded !== 0 && stateOf(lab, OUTER_FORWARDER).kind === "running") {
    return recorded;
  }
  const port = (await freePort(recorded)) ?? (await freePort(0)) ?? 0;
  writeFileAtomic(file, String(port));
  return port;
}

async function freePort(wanted: number): Promise<number | undefined> {
  return new Promise(resolve => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        resolve(address === null || typeof address === "string" ? undefined : address.port),
      );
    });
  });
}
