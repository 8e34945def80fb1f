/**
 * A link of the farm, as a process of its own: what comes in goes out elsewhere, a constant time later.
 *
 * usage: tsx main.ts CONFIG (JSON). Faults and counts go over HTTP at the socket `config.control`.
 */
import { rmSync } from "node:fs";
import { createServer as createHttpServer, type IncomingMessage } from "node:http";
import { createServer, type Server } from "node:net";
import { json } from "node:stream/consumers";
import { Connection } from "./connection";
import type { Fault, LinkCounts } from "./faults";

/** Where a link listens, where it leads, and how long that takes. */
export interface LinkConfig {
  readonly listen: { readonly host: string; readonly port: number };
  /** A socket file that is listened on, too: files are seen from every network namespace. */
  readonly socket: string;
  readonly control: string;
  readonly target: { readonly host: string; readonly port: number };
  /** One way. */
  readonly delayMs: number;
}

class Link {
  readonly #config: LinkConfig;
  readonly #connections = new Set<Connection>();
  readonly #servers: readonly [Server, Server];
  #fault: Fault | undefined;
  readonly #ended = { connections: 0, bytesUp: 0, bytesDown: 0, cuts: 0 };

  constructor(config: LinkConfig) {
    this.#config = config;
    const accept = (): Server =>
      createServer({ allowHalfOpen: true, noDelay: true }, client => {
        const connection = new Connection(client, config, () => this.#fault);
        this.#connections.add(connection);
        connection.onClose = () => {
          this.#connections.delete(connection);
          const { bytesUp, bytesDown } = connection;
          this.#ended.bytesUp += bytesUp;
          this.#ended.bytesDown += bytesDown;
        };
        connection.onCut = () => {
          this.#ended.cuts++;
          this.fault = undefined;
        };
        this.#ended.connections++;
      });
    this.#servers = [accept(), accept()];
  }

  listen(): void {
    const { listen, socket } = this.#config;
    rmSync(socket, { force: true });
    this.#servers[0].listen({ ...listen, backlog: 4096 });
    this.#servers[1].listen({ path: socket, backlog: 4096 });
  }

  set fault(fault: Fault | undefined) {
    const refused = this.#fault?.kind === "refuse";
    this.#fault = fault;
    if (fault?.kind === "refuse" && !refused) {
      this.#servers.forEach(server => server.close());
    } else if (refused && fault?.kind !== "refuse") {
      this.listen();
    }
    for (const connection of this.#connections) {
      connection.faultChanged(fault);
    }
  }

  get counts(): LinkCounts {
    const open = [...this.#connections];
    const sum = (count: (connection: Connection) => number): number =>
      open.reduce((total, connection) => total + count(connection), 0);
    return {
      ...this.#ended,
      open: open.length,
      bytesUp: this.#ended.bytesUp + sum(({ bytesUp }) => bytesUp),
      bytesDown: this.#ended.bytesDown + sum(({ bytesDown }) => bytesDown),
    };
  }
}

function main(): void {
  const config = JSON.parse(process.argv[2] ?? "") as LinkConfig;
  const link = new Link(config);
  const answer = async (request: IncomingMessage): Promise<LinkCounts> => {
    if (request.method === "PUT") {
      const [fault] = (await json(request)) as [Fault | null];
      link.fault = fault ?? undefined;
    }
    return link.counts;
  };
  rmSync(config.control, { force: true });
  createHttpServer((request, response) => {
    void answer(request).then(counts => response.end(JSON.stringify(counts)));
  }).listen(config.control);
  link.listen();
}

main();
