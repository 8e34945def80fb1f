import {
  MAX_CONCURRENT_OPERATIONS,
  MAX_CONCURRENT_OPERATIONS_PER_ROUTER,
} from "../../../../lib/defaults";
import type { Nodes, NodeView } from "../../../../lib/ports/nodes";
import type { Settings, SettingsSource } from "../../../../lib/ports/settings";
import type { StargateConfig } from "./config";

/** Version that every Node of the bench reports. */
export const NODE_VERSION = "1.34.0";

/** Nodes as the servers would be, Ready at once: there is no kubelet on the farm. */
export class FarmNodes implements Nodes {
  readonly #nodes: ReadonlyMap<string, NodeView>;

  constructor(servers: StargateConfig["servers"]) {
    this.#nodes = new Map(
      servers.map(({ name, address, machineID }) => [
        name,
        {
          name,
          uid: name,
          bootID: "",
          isCordoned: false,
          cordonedBy: undefined,
          machineID,
          kubeletVersion: `v${NODE_VERSION}`,
          internalIP: address,
          podCIDR: undefined,
          ready: true,
          notReadyMessage: "",
        },
      ]),
    );
  }

  get(name: string): Promise<NodeView | undefined> {
    return Promise.resolve(this.#nodes.get(name));
  }

  delete(): Promise<void> {
    return Promise.reject(new Error("nobody leaves the farm"));
  }
}

/** The settings of the bench. */
export class FixedSettings implements SettingsSource {
  current(): Promise<Settings> {
    return Promise.resolve({
      controlPlaneIp: "198.51.100.10",
      adminUsername: "root",
      sshPort: 22,
      unknownKey: "accept",
      pauseAll: false,
      runLimits: {
        total: MAX_CONCURRENT_OPERATIONS,
        perRouter: MAX_CONCURRENT_OPERATIONS_PER_ROUTER,
      },
    });
  }

  afresh(): Promise<Settings> {
    return this.current();
  }
}
