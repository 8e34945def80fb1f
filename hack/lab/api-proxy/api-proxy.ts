import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { apiSocket } from "../control-plane/access";
import { pkiPath } from "../control-plane/paths";
import { type Lab, SOURCE_DIRECTORY, statePath } from "../lab";
import type { Command, Order, Report } from "./order";

/** A reverse proxy before a lab's API server, and what is wrong with it. It ends with the process that started it. */
export class ApiProxy {
  /** A socket file that leads to it from any network namespace. */
  readonly socket: string;
  /** Where it is found on this machine's loopback. */
  readonly url: string;
  readonly #process: ChildProcess;
  /** One command at a time: reports are told apart by their order. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(process: ChildProcess, socket: string, port: number) {
    this.#process = process;
    this.socket = socket;
    this.url = `https://127.0.0.1:${port}`;
  }

  /** Stands before the lab's API server from now on, and nothing is wrong with it. */
  static async start(lab: Lab): Promise<ApiProxy> {
    const socket = statePath(lab, "api-proxy.sock");
    rmSync(socket, { force: true });
    const main = path.join(SOURCE_DIRECTORY, "api-proxy/main.ts");
    const child = fork(main, [socket, apiSocket(lab), pkiPath(lab)], {
      execArgv: ["--import", "tsx"],
    });
    const ended = once(child, "exit").then(() => {
      throw new Error("the proxy ended before it listened");
    });
    const [port] = (await Promise.race([once(child, "message"), ended])) as [number];
    ended.catch(() => undefined);
    return new ApiProxy(child, socket, port);
  }

  /** From now on this is wrong. */
  async set(order: Order): Promise<void> {
    await this.#ask({ do: "set", order });
  }

  /** Requests since the last call, and events that the fault told in its own way. */
  async report(): Promise<Report> {
    return await this.#ask({ do: "tell" });
  }

  /** Refuses connections and breaks those there are, as if the API server were gone. */
  async goAway(): Promise<void> {
    await this.#ask({ do: "go away" });
  }

  async comeBack(): Promise<void> {
    await this.#ask({ do: "come back" });
  }

  /** Breaks every watch in the middle. */
  async cutWatches(): Promise<void> {
    await this.#ask({ do: "cut watches" });
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    this.#process.disconnect();
    await ended;
  }

  async #ask(command: Command): Promise<Report> {
    const asked = this.#last.then(async () => {
      const answered = once(this.#process, "message");
      this.#process.send(command);
      const [report] = (await answered) as [Report];
      return report;
    });
    this.#last = asked;
    return await asked;
  }
}
