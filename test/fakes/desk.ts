import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../lib/adapters/kubernetes/client";
import { selfSigned } from "./pki";

/** Longer than any answer takes on a busy machine. */
const PATIENT_MS = 15_000;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An API server that says what the test wants. */
export class Desk {
  readonly #authority = selfSigned();
  readonly #server: Server;
  readonly seen: string[] = [];
  answer: Answer = (_, response) => response.end("{}");

  constructor() {
    const { certificate: cert, key } = this.#authority;
    this.#server = createServer({ cert, key }, (request, response) => {
      this.seen.push(`${request.method ?? ""} ${request.url ?? ""}`);
      this.answer(request, response);
    });
  }

  async open(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this.port;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  client({
    port = this.port,
    authority = this.#authority.certificate,
    timeoutMs = PATIENT_MS,
  } = {}): ApiClient {
    return new ApiClient(this.kubeConfig({ port, authority }), timeoutMs);
  }

  /** How to reach it. */
  kubeConfig({ port = this.port, authority = this.#authority.certificate } = {}): KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromClusterAndUser(
      {
        name: "test",
        server: `https://127.0.0.1:${port}`,
        skipTLSVerify: false,
        caData: Buffer.from(authority).toString("base64"),
      },
      { name: "test", token: "a-token" },
    );
    return kubeConfig;
  }

  /** Answers everything so. */
  say(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.answer = (_, response) => {
      response.writeHead(status, headers);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };
  }
}

/** What an API server says when it refuses. */
export function statusOf(code: number, message: string): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, message };
}
