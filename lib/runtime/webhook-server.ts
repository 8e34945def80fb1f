import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import https from "node:https";
import type { Application } from "express";
import { FRAMEWORK_PATIENCE_MS, WEBHOOK_KEEPALIVE_MS } from "../defaults";
import type { Clock } from "../ports/clock";
import { answerProbe, type Probes } from "./probes";
import type { ShownCertificate } from "./shown-certificate";

/** What a review says of itself. Source: `admissionReviewVersions` of the webhooks, which the API server obeys. */
const REVIEW = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" } as const;

/**
 * Puts right every HTTPS server that Pepr makes in this process, and returns those made since.
 *
 * - Idle connections are kept longer than the API server reuses them. Pepr leaves Node's 5 s, while the API server
 *   reuses a connection for 90 s: it then meets resets, which fail admission. Fixed upstream after 1.1.4.
 * - A document that is no review of `admission.k8s.io/v1` is refused (400). Pepr looks at its `request` only, and
 *   allows what no action is meant for.
 * - `GET /livez` and `GET /readyz` are answered, with a check of the framework itself. Pepr listens before it knows what to
 *   answer: until its store was read, up to three seconds, API servers get 404 for every review.
 * - It shows the certificate that is shown, and the one after it. Pepr reads files, once.
 */
export function mendWebhookServers(
  shown: ShownCertificate,
  probes: Probes,
  clock: Pick<Clock, "monotonic">,
): readonly https.Server[] {
  const servers: https.Server[] = [];
  const createServer = https.createServer.bind(https);
  const replacement = (options: https.ServerOptions, app: RequestListener): https.Server => {
    const all = withFramework(probes, app, clock);
    const server = createServer({ ...options, ...shown.options }, (request, response) => {
      if (!probed(all, request, response)) {
        takeReviewsOnly(request);
        app(request, response);
      }
    });
    server.keepAliveTimeout = WEBHOOK_KEEPALIVE_MS;
    // Node wants the headers of the next request before this; it must not be the shorter one.
    server.headersTimeout = WEBHOOK_KEEPALIVE_MS + 1000;
    shown.follow(server);
    servers.push(server);
    return server;
  };
  https.createServer = replacement as typeof https.createServer;
  return servers;
}

/**
 * Asks, too, whether Pepr has begun to serve: `/healthz` is the first of the routes that it adds, all in one go. One that
 * has not after `FRAMEWORK_PATIENCE_MS` never will: it asks for its store once.
 */
function withFramework(
  probes: Probes,
  app: RequestListener & Partial<Pick<Application, "router">>,
  clock: Pick<Clock, "monotonic">,
): Probes {
  const sinceMs = clock.monotonic();
  const problem = (): string | undefined =>
    app.router?.stack.some(({ route }) => route?.path === "/healthz") === true
      ? undefined
      : "Pepr has not read its store yet";
  const isLate = (): boolean => clock.monotonic() - sinceMs > FRAMEWORK_PATIENCE_MS;
  const lasting = (): string | undefined => (isLate() ? problem() : undefined);
  return {
    live: () => [{ name: "framework", problem: lasting }, ...probes.live()],
    ready: () => [{ name: "framework", problem }, ...probes.ready()],
  };
}

/** Answers a probe; whether it was one. */
function probed(probes: Probes, request: IncomingMessage, response: ServerResponse): boolean {
  const answer = request.method === "GET" ? answerProbe(probes, request.url ?? "") : undefined;
  if (answer === undefined) {
    return false;
  }
  response.writeHead(answer.status, { "content-type": "text/plain; charset=utf-8" });
  response.end(answer.body);
  return true;
}

/** Express puts the parsed document into `body`, and answers 400 when that fails. */
function takeReviewsOnly(request: IncomingMessage): void {
  let body: unknown;
  Object.defineProperty(request, "body", {
    get: () => body,
    set: (document: unknown) => {
      if (document !== undefined && !isReview(document)) {
        throw new TypeError(`not an ${REVIEW.kind} of ${REVIEW.apiVersion}`);
      }
      body = document;
    },
    enumerable: true,
    configurable: true,
  });
}

function isReview(document: unknown): boolean {
  const { apiVersion, kind } = (document ?? {}) as Partial<Record<keyof typeof REVIEW, unknown>>;
  return apiVersion === REVIEW.apiVersion && kind === REVIEW.kind;
}
