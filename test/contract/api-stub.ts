import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../lib/adapters/kubernetes/client";

/** Answers one request of the script. */
export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An API server on loopback that answers by a script, request by request. */
export class ApiStub {
  /** Path and query of every request. */
  readonly requests: string[] = [];
  readonly #script: Answer[] = [];
  readonly #server: Server;
  readonly #clients: ApiClient[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => {
      this.requests.push(request.url ?? "");
      const answer = this.#script.shift() ?? hang;
      answer(response, request);
    });
    // What a forward proxy does, for tests of proxy-url.
    server.on("connect", (request: IncomingMessage, socket: Socket) => {
      this.requests.push(`CONNECT ${request.url ?? ""}`);
      const { port } = server.address() as AddressInfo;
      const upstream = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
  }

  static async start(): Promise<ApiStub> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    return new ApiStub(server);
  }

  /** Answers the next requests, in this order; further ones get no answer. */
  script(...answers: readonly Answer[]): void {
    this.#script.push(...answers);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  client(prefix = "", proxyUrl?: string): ApiClient {
    const kubeConfig = new KubeConfig();
    const server = `${this.url}${prefix}`;
    kubeConfig.loadFromClusterAndUser(
      {
        name: "stub",
        server,
        skipTLSVerify: true,
        ...(proxyUrl === undefined ? {} : { proxyUrl }),
      },
      { name: "user" },
    );
    const client = new ApiClient(kubeConfig);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map(client => client.close()));
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** Answers nothing, as a half-open connection does. */
export const hang: Answer = () => undefined;
