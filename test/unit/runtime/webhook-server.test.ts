import { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import { Socket } from "node:net";
import express from "express";
import { x509Certificates } from "../../../lib/adapters/x509/certificates";
import { FRAMEWORK_PATIENCE_MS } from "../../../lib/defaults";
import { ShownCertificate } from "../../../lib/runtime/shown-certificate";
import { mendWebhookServers } from "../../../lib/runtime/webhook-server";
import { FakeClock } from "../../fakes/clock";

/** How long the API server reuses a webhook connection. Source: Go's http.DefaultTransport. */
const API_SERVER_REUSE_MS = 90_000;

interface Answer {
  readonly status: number;
  readonly body: string;
}

const NO_PROBES = { live: () => [], ready: () => [] };

/** What the server answers. */
function ask(server: https.Server, url: string, method = "GET"): Promise<Answer> {
  return new Promise(resolve => {
    const request = new IncomingMessage(new Socket());
    Object.assign(request, { url, method });
    const response = new ServerResponse(request);
    response.end = ((body: string) => {
      resolve({ status: response.statusCode, body });
    }) as never;
    server.emit("request", request, response);
  });
}

describe("mendWebhookServers", () => {
  const { createServer } = https;

  afterEach(() => {
    https.createServer = createServer;
  });

  it("keeps idle connections longer than the API server reuses them", () => {
    mendWebhookServers(new ShownCertificate(), NO_PROBES, new FakeClock());
    const server = https.createServer({}, () => undefined);
    expect(server.keepAliveTimeout).toBeGreaterThan(API_SERVER_REUSE_MS);
    expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  });

  it("tells which servers there are, to close them in order", () => {
    const servers = mendWebhookServers(new ShownCertificate(), NO_PROBES, new FakeClock());
    expect(servers).toEqual([]);
    const server = https.createServer({});
    expect(servers).toEqual([server]);
  });

  it("answers probes itself, and hands on everything else", async () => {
    const down = { name: "watches", problem: () => "nothing was listed yet" };
    mendWebhookServers(
      new ShownCertificate(),
      { live: () => [], ready: () => [down] },
      new FakeClock(),
    );
    const server = https.createServer({}, (request, response) => {
      response.end(`app: ${request.url ?? ""}`);
    });
    expect(await ask(server, "/livez")).toEqual({
      status: 200,
      body: "[+]framework ok\nlivez check passed\n",
    });
    expect(await ask(server, "/readyz?verbose")).toMatchObject({ status: 503 });
    expect(await ask(server, "/healthz")).toEqual({ status: 200, body: "app: /healthz" });
    expect(await ask(server, "/readyz", "POST")).toEqual({ status: 200, body: "app: /readyz" });
  });

  it("is not ready before the framework has its routes, which it adds when its store was read", async () => {
    const clock = new FakeClock();
    mendWebhookServers(new ShownCertificate(), NO_PROBES, clock);
    const app = express();
    const server = https.createServer({}, app);
    app.use((_request, _response, next) => {
      next();
    });
    expect(await ask(server, "/readyz")).toEqual({
      status: 503,
      body: "[-]framework failed: Pepr has not read its store yet\nreadyz check failed\n",
    });
    expect(await ask(server, "/livez")).toMatchObject({ status: 200 });
    // It asks for the store once: where that failed only another process can go on.
    clock.skip(FRAMEWORK_PATIENCE_MS + 1);
    expect(await ask(server, "/livez")).toMatchObject({ status: 503 });
    app.get("/healthz", () => undefined);
    expect(await ask(server, "/readyz")).toEqual({
      status: 200,
      body: "[+]framework ok\nreadyz check passed\n",
    });
    expect(await ask(server, "/livez")).toMatchObject({ status: 200 });
  });

  it("makes them with the certificate that is shown, whatever the framework read", () => {
    const shown = new ShownCertificate();
    const authority = x509Certificates.issueAuthority(Date.now());
    shown.show(x509Certificates.issueLeaf(authority, ["any.name"], Date.now()));
    mendWebhookServers(shown, NO_PROBES, new FakeClock());
    // Where nothing took its place this would throw.
    const server = https.createServer({ cert: "", key: "none" }, () => undefined);
    expect(server.listening).toBe(false);
  });

  describe("documents", () => {
    const REVIEW = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" };

    /** What is in `body` after Express put the document there. */
    function bodyAfter(...documents: readonly unknown[]): unknown {
      mendWebhookServers(new ShownCertificate(), NO_PROBES, new FakeClock());
      const request = new IncomingMessage(new Socket()) as IncomingMessage & { body?: unknown };
      const server = https.createServer({}, given => {
        for (const document of documents) {
          (given as typeof request).body = document;
        }
      });
      server.emit("request", request);
      return request.body;
    }

    it("hands on a review, and that there is none yet", () => {
      const review = { ...REVIEW, request: { uid: "u" } };
      expect(bodyAfter(undefined, review)).toBe(review);
      expect(bodyAfter(undefined)).toBeUndefined();
    });

    it.each([
      ["another version", { ...REVIEW, apiVersion: "admission.k8s.io/v1beta1" }],
      ["another kind", { ...REVIEW, kind: "ConversionReview" }],
      ["an empty object", {}],
      ["a list", []],
      ["nothing", null],
    ])("refuses %s", (_, document) => {
      expect(() => bodyAfter(document)).toThrow("not an AdmissionReview of admission.k8s.io/v1");
    });
  });
});
