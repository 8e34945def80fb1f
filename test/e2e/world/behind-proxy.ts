import { readFileSync } from "node:fs";
import { ApiProxy } from "../../../hack/lab/api-proxy/api-proxy";
import type { Seen } from "../../../hack/lab/api-proxy/fault";
import { controlPlaneNamespace } from "../../../hack/lab/fabric/fabric";
import { type Lab, openLab } from "../../../hack/lab/lab";
import { ensureDaemon, stopDaemon } from "../../../hack/lab/process/daemon";
import { CONTROL_PLANE_ADDRESS } from "../../../hack/lab/topology";
import { lab, pidOf } from "./lab";
import { until } from "./until";

const DOOR = "api-proxy-door";

const PORT = 6444;

/** What the module's capabilities follow. */
const KINDS = [
  "servers",
  "provisioningprofiles",
  "operations",
  "routers",
  "nodes",
  "certificatesigningrequests",
];

/** Pepr looks every five seconds whether a watch is to begin anew, and waits as long as it was told to. */
const WATCHES_TIMEOUT_MS = 60_000;

/** The lab's watcher, which reaches all of the API server through a proxy, and nothing past it. */
export class WatcherBehindProxy {
  readonly proxy: ApiProxy;
  readonly #lab: Lab;

  private constructor(at: Lab, proxy: ApiProxy) {
    this.#lab = at;
    this.proxy = proxy;
  }

  /** Seats the watcher there; it starts anew. */
  static async start(): Promise<WatcherBehindProxy> {
    const at = openLab();
    const proxy = await ApiProxy.start(at);
    await ensureDaemon(at, {
      name: DOOR,
      namespace: controlPlaneNamespace(at),
      address: `${CONTROL_PLANE_ADDRESS}:${PORT}`,
      command: [
        ...["socat", `TCP-LISTEN:${PORT},bind=${CONTROL_PLANE_ADDRESS},reuseaddr,nodelay,fork`],
        `UNIX-CONNECT:${proxy.socket}`,
      ],
    });
    const watcher = new WatcherBehindProxy(at, proxy);
    watcher.stop();
    watcher.start();
    return watcher;
  }

  get pid(): number {
    return pidOf("module-watcher");
  }

  /** Memory that it holds, of the process with this ID. */
  residentMib(pid: number): number {
    const [, kib = ""] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kib) / 1024;
  }

  /** Requests since they were asked for last. */
  async requests(): Promise<readonly Seen[]> {
    return (await this.proxy.report()).requests;
  }

  /** Waits until it follows every kind again. */
  async followsAll(): Promise<void> {
    await until("the watcher to follow every kind", WATCHES_TIMEOUT_MS, async () => {
      const { watches } = await this.proxy.report();
      return KINDS.every(kind => watches.some(path => path.endsWith(`/${kind}`)))
        ? true
        : undefined;
    });
  }

  stop(): void {
    lab("module", "stop", "watcher");
  }

  /** Starts it once more, with nothing in its memory. */
  start(): void {
    const url = `https://${CONTROL_PLANE_ADDRESS}:${PORT}`;
    lab("module", "start", "watcher", "--api-server", url);
  }

  /** Gives it its own way to the API server back. */
  async close(): Promise<void> {
    lab("module", "stop", "watcher");
    lab("module", "start", "watcher");
    await stopDaemon(this.#lab, DOOR, { graceMs: 0 });
    await this.proxy.close();
  }
}
