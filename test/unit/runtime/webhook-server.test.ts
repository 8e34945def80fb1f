import { IncomingMessage } from "node:http";
import https from "node:https";
import { Socket } from "node:net";
import { mendWebhookServers } from "../../../lib/runtime/webhook-server";

/** How long the API server reuses a webhook connection. Source: Go's http.DefaultTransport. */
const API_SERVER_REUSE_MS = 90_000;

describe("mendWebhookServers", () => {
  const { createServer } = https;

  afterEach(() => {
    https.createServer = createServer;
  });

  it("keeps idle connections longer than the API server reuses them", () => {
    mendWebhookServers();
    const server = https.createServer({}, () => undefined);
    expect(server.keepAliveTimeout).toBeGreaterThan(API_SERVER_REUSE_MS);
    expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  });

  it("tells which servers there are, to close them in order", () => {
    const servers = mendWebhookServers();
    expect(servers).toEqual([]);
    const server = https.createServer({});
    expect(servers).toEqual([server]);
  });

  describe("documents", () => {
    const REVIEW = { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" };

    /** What is in `body` after Express put the document there. */
    function bodyAfter(...documents: readonly unknown[]): unknown {
      mendWebhookServers();
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
