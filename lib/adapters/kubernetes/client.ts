import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import pLimit from "p-limit";
import type { Dispatcher } from "undici";
import { FIELD_MANAGER } from "../../api/names";
import { API_CONNECTIONS, API_TIMEOUT_MS } from "../../defaults";
import { ApiUnavailable, InvalidSpec, StargateError } from "../../domain/errors";
import { type Endpoint, endpointOf } from "./endpoint";
import { refusal, unavailable } from "./errors";
import { linesOf } from "./lines";
import { PendingReads } from "./pending-reads";
import type { ApiRequest } from "./request";

/** Time for which a credential is used before it is asked for again. In-cluster tokens rotate hourly. */
const CREDENTIAL_REFRESH_MS = 60_000;

const CONTENT_TYPES = {
  PATCH: "application/merge-patch+json",
  POST: "application/json",
  PUT: "application/json",
  DELETE: "application/json",
} as const;

/**
 * The API server, through one small pool of connections that are kept and reused.
 *
 * `kubernetes-fluent-client` opens a new connection for every call; see ADR 4.
 */
export class ApiClient {
  readonly #kubeConfig: KubeConfig;
  readonly #timeoutMs: number;
  /** One for each connection: what waits for its turn can still be shared. */
  readonly #turns = pLimit(API_CONNECTIONS);
  readonly #reads = new PendingReads();
  #endpoint: Endpoint | undefined;
  #headers: Record<string, string> = {};
  #credentialsAtMs = 0;

  constructor(kubeConfig: KubeConfig, timeoutMs = API_TIMEOUT_MS) {
    this.#kubeConfig = kubeConfig;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The answer's body, or undefined when what the path names is not there.
   *
   * Rejects only with `ApiUnavailable`, `AccessDenied`, `Conflict` or `InvalidSpec`.
   */
  async request(request: ApiRequest, signal?: AbortSignal): Promise<unknown> {
    const limit = AbortSignal.timeout(this.#timeoutMs);
    if (signal !== undefined) {
      const either = AbortSignal.any([limit, signal]);
      return await this.#turns(() => this.exchange(request, either));
    }
    return request.method === "GET"
      ? await this.#reads.share(pathOf(request), begun =>
          this.#turns(() => {
            begun();
            return this.exchange(request, limit);
          }),
        )
      : await this.#turns(() => this.exchange(request, limit));
  }

  /** One request, in its turn, and its answer. */
  protected async exchange(request: ApiRequest, signal: AbortSignal): Promise<unknown> {
    try {
      const { statusCode, headers, body } = await this.#send(request, { signal });
      const text = await body.text();
      // What cannot be created lacks a place to be, such as its namespace: that is no success.
      if (statusCode === 404 && request.method !== "POST") {
        return undefined;
      }
      if (statusCode >= 300) {
        throw refusal(request, { statusCode, text, retryAfter: headers["retry-after"] });
      }
      return parse(request, text);
    } catch (error: unknown) {
      throw error instanceof StargateError ? error : unavailable(request, error);
    }
  }

  /**
   * Lines of an answer, each as soon as it is complete. `silenceMs` without a byte end it: the connection may
   * be half open.
   *
   * Rejects as `request` does; 404 is a refusal here.
   */
  async *lines(
    request: ApiRequest,
    { silenceMs, signal }: { readonly silenceMs: number; readonly signal: AbortSignal },
  ): AsyncGenerator<string, void, undefined> {
    try {
      const { statusCode, headers, body } = await this.#send(request, {
        signal,
        headersTimeout: API_TIMEOUT_MS,
        bodyTimeout: silenceMs,
      });
      if (statusCode >= 300) {
        const text = await body.text();
        throw refusal(request, { statusCode, text, retryAfter: headers["retry-after"] });
      }
      yield* linesOf(body);
    } catch (error: unknown) {
      throw error instanceof StargateError ? error : unavailable(request, error);
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await this.#endpoint?.dispatcher.destroy();
    this.#endpoint = undefined;
  }

  async #send(
    request: ApiRequest,
    limits: Pick<Dispatcher.RequestOptions, "signal" | "headersTimeout" | "bodyTimeout">,
  ): Promise<Dispatcher.ResponseData> {
    const { dispatcher, origin, prefix } = await this.#connected();
    return await dispatcher.request({
      ...limits,
      origin,
      method: request.method,
      path: `${prefix}${pathOf(request)}`,
      headers: { ...this.#headers, ...headersOf(request) },
      body: request.body === undefined ? null : JSON.stringify(request.body),
    });
  }

  /** The connections, with a credential that is fresh enough. */
  async #connected(): Promise<Endpoint> {
    const nowMs = performance.now();
    if (this.#endpoint !== undefined && nowMs < this.#credentialsAtMs + CREDENTIAL_REFRESH_MS) {
      return this.#endpoint;
    }
    const cluster = this.#kubeConfig.getCurrentCluster();
    if (cluster === null) {
      throw new InvalidSpec("the kubeconfig names no cluster", { reason: "InvalidSettings" });
    }
    const options: RequestOptions = { headers: {} };
    await this.#kubeConfig.applyToHTTPSOptions(options);
    this.#headers = options.headers as Record<string, string>;
    this.#credentialsAtMs = nowMs;
    this.#endpoint ??= endpointOf(cluster, options);
    return this.#endpoint;
  }
}

/** The answer's body. What is no JSON is not repeated: it was to be the answer, and may hold a secret. */
function parse({ method, path }: ApiRequest, text: string): unknown {
  try {
    return text === "" ? {} : (JSON.parse(text) as unknown);
  } catch {
    const message = `${method} ${path}: the answer is no JSON (${text.length} characters)`;
    throw new ApiUnavailable(message, { reason: "ApiUnavailable" });
  }
}

function pathOf({ method, path, query = {} }: ApiRequest): string {
  const parameters = new URLSearchParams(query);
  if (method === "POST" || method === "PUT" || method === "PATCH") {
    parameters.set("fieldManager", FIELD_MANAGER);
    parameters.set("fieldValidation", "Strict");
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}

function headersOf({ method, body }: ApiRequest): Record<string, string> {
  return {
    accept: "application/json",
    "user-agent": FIELD_MANAGER,
    ...(body !== undefined && method in CONTENT_TYPES
      ? { "content-type": CONTENT_TYPES[method as keyof typeof CONTENT_TYPES] }
      : {}),
  };
}
