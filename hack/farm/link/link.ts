import { request } from "node:http";
import path from "node:path";
import { json } from "node:stream/consumers";
import { type Lab, logPath, statePath } from "../../lab/lab";
import { until } from "../../lab/poll";
import { ensureDaemon } from "../../lab/process/daemon";
import { FARM_DIRECTORY } from "../place";
import type { Fault, LinkCounts } from "./faults";
import type { LinkConfig } from "./main";

/** What a link joins. */
export interface LinkOptions {
  readonly name: string;
  readonly namespace: string;
  readonly listen: LinkConfig["listen"];
  readonly target: LinkConfig["target"];
  /** One way. */
  readonly delayMs: number;
}

const START_TIMEOUT_MS = 20_000;

/** A running link: a constant delay, and whatever is wrong with it. */
export class Link {
  /** A socket file that leads into the link from any network namespace. */
  readonly socket: string;
  readonly #control: string;

  private constructor(lab: Lab, name: string) {
    this.socket = statePath(lab, `${name}.sock`);
    this.#control = statePath(lab, `${name}.control`);
  }

  /** Starts its process and waits until it listens. */
  static async start(lab: Lab, options: LinkOptions): Promise<Link> {
    const { name, namespace, ...ends } = options;
    const link = new Link(lab, name);
    const config: LinkConfig = { ...ends, socket: link.socket, control: link.#control };
    await ensureDaemon(lab, {
      name,
      namespace,
      address: `${ends.listen.host}:${ends.listen.port}`,
      command: [
        ...[process.execPath, "--import", "tsx", path.join(FARM_DIRECTORY, "link/main.ts")],
        JSON.stringify(config),
      ],
    });
    const wait = { what: `link ${name}`, deadlineMs: START_TIMEOUT_MS, log: logPath(lab, name) };
    await until(wait, async () => ({ done: await link.counts() }));
    return link;
  }

  /** From now on this is wrong with it; undefined mends it. */
  async set(fault: Fault | undefined): Promise<void> {
    await this.#ask("PUT", [fault ?? null]);
  }

  /** What passed it. */
  async counts(): Promise<LinkCounts> {
    return await this.#ask("GET", undefined);
  }

  async #ask(method: "GET" | "PUT", body: unknown): Promise<LinkCounts> {
    return new Promise((resolve, reject) => {
      const asking = request({ socketPath: this.#control, method, agent: false }, answer => {
        json(answer).then(counts => resolve(counts as LinkCounts), reject);
      });
      asking.once("error", reject);
      asking.end(body === undefined ? "" : JSON.stringify(body));
    });
  }
}
