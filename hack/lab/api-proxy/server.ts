import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, request, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { pipeline } from "node:stream";
import { text } from "node:stream/consumers";
import { linesOf } from "../../../lib/adapters/kubernetes/lines";
import { type Answer, type Fault, isWatch, type Seen, type Telling } from "./fault";

/** Where the proxy listens, where it leads, and by which certificates. */
export interface ProxyConfig {
  /** A socket file to listen on, beside a free port of the loopback: files are seen from every network namespace. */
  readonly socket: string;
  /** The socket file of the API server. */
  readonly target: string;
  /** Files of the cluster's authority. */
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** As the API server does, for connections that wait for their next use. */
const KEEPALIVE_MS = 90_000;

/** A reverse proxy before an API server, with whatever is wrong with it. Tokens pass through. */
export class ProxyServer {
  /** Events that the fault told in its own way. */
  changedEvents = 0;
  #fault: Fault = {};
  #requests: Seen[] = [];
  #port = 0;
  readonly #config: ProxyConfig;
  readonly #upstream = new Agent({ keepAlive: true });
  readonly #servers: readonly [Server, Server];
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Map<ServerResponse, string>();
  readonly #unanswered = new Set<ServerResponse>();

  constructor(config: ProxyConfig) {
    this.#config = config;
    this.#servers = [this.#server(), this.#server()];
  }

  /** Port on this machine's loopback. */
  get port(): number {
    return this.#port;
  }

  /** Paths of the watches that are being told. */
  get watches(): readonly string[] {
    return [...this.#watches.values()];
  }

  /** From now on this is wrong. What was never answered is broken, as by a server that starts anew. */
  set(fault: Fault): void {
    this.#fault = fault;
    this.changedEvents = 0;
    this.#unanswered.forEach(response => response.destroy());
  }

  /** Every request since the last call. */
  takeRequests(): readonly Seen[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  /** Refuses connections, and breaks those there are. */
  async goAway(): Promise<void> {
    const closed = this.#servers.map(server => new Promise(resolve => server.close(resolve)));
    this.#sockets.forEach(socket => socket.destroy());
    await Promise.all(closed);
  }

  /** Listens, again where it did. */
  async comeBack(): Promise<void> {
    const [onSocket, onPort] = this.#servers;
    await new Promise<void>(resolve => onSocket.listen(this.#config.socket, resolve));
    await new Promise<void>(resolve => onPort.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (onPort.address() as AddressInfo).port;
  }

  /** Breaks every watch in the middle. */
  cutWatches(): void {
    this.#watches.forEach((_, response) => response.destroy());
  }

  #server(): Server {
    const { cert, key } = this.#config;
    const options = { cert, key, keepAliveTimeout: KEEPALIVE_MS };
    const server = createServer(options, (incoming, outgoing) => {
      void this.#serve(incoming, outgoing);
    });
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    return server;
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on("error", () => undefined);
    const body = await text(incoming).catch(() => undefined);
    if (body === undefined) {
      return;
    }
    const seen = seenOf(incoming, body);
    this.#requests.push(seen);
    const answer = this.#fault.answer?.(seen);
    if (answer === undefined) {
      this.#pass(seen, incoming, outgoing);
    } else if (answer === "nothing") {
      this.#unanswered.add(outgoing);
      outgoing.on("close", () => this.#unanswered.delete(outgoing));
    } else {
      seen.status = answer.status;
      give(answer, outgoing);
    }
  }

  #pass(seen: Seen, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const asking = request({
      agent: this.#upstream,
      socketPath: this.#config.target,
      ca: this.#config.ca,
      servername: "kubernetes",
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    });
    outgoing.on("close", () => asking.destroy());
    asking.on("error", () => outgoing.destroy());
    asking.on("response", answer => {
      seen.status = answer.statusCode;
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      if (isWatch(seen) && answer.statusCode === 200) {
        void this.#tell(seen.path, answer, outgoing);
      } else {
        pipeline(answer, outgoing, () => undefined);
      }
    });
    asking.end(seen.body);
  }

  /** Event by event, each as the fault of that moment wants it told. */
  async #tell(path: string, answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    this.#watches.set(outgoing, path);
    outgoing.on("close", () => this.#watches.delete(outgoing));
    outgoing.flushHeaders();
    const telling: Telling = { send: line => outgoing.write(`${line}\n`) };
    try {
      for await (const line of linesOf(answer)) {
        const { retell } = this.#fault;
        if (retell === undefined) {
          telling.send(line);
        } else if (retell(line, telling)) {
          this.changedEvents++;
        }
      }
      outgoing.end();
    } catch {
      outgoing.destroy();
    }
  }
}

function seenOf({ method = "", url = "", headers }: IncomingMessage, body: string): Seen {
  const { pathname, searchParams } = new URL(url, "https://proxy");
  return {
    atMs: performance.now(),
    method,
    path: pathname,
    query: Object.fromEntries(searchParams),
    userAgent: headers["user-agent"] ?? "",
    body,
  };
}

function give({ status, headers = {}, body }: Answer, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { "content-type": "application/json", ...headers });
  outgoing.end(`${JSON.stringify(body)}\n`);
}
