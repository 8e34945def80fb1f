import path from "node:path";
import { controlPlaneNamespace } from "../fabric/fabric";
import type { Lab } from "../lab";
import type { Daemon } from "../process/daemon";
import { CONTROL_PLANE_ADDRESS, PORTS } from "../topology";

const ADDRESS = `${CONTROL_PLANE_ADDRESS}:${PORTS.packages}`;

/** Where machines find the repositories. */
export const PACKAGES_URL = `http://${ADDRESS}`;

/** busybox serves the files: every request is a line in its log. */
export function packageServer(lab: Lab, busybox: string, repositories: string): Daemon {
  return {
    name: "package-server",
    namespace: controlPlaneNamespace(lab),
    address: ADDRESS,
    command: [busybox, "httpd", "-f", "-v", "-p", ADDRESS, "-h", path.resolve(repositories)],
  };
}
