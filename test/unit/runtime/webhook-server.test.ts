import https from "node:https";
import { keepWebhookConnections } from "../../../lib/runtime/webhook-server";

/** How long the API server reuses a webhook connection. Source: Go's http.DefaultTransport. */
const API_SERVER_REUSE_MS = 90_000;

describe("keepWebhookConnections", () => {
  const { createServer } = https;

  afterEach(() => {
    https.createServer = createServer;
  });

  it("keeps idle connections longer than the API server reuses them", () => {
    keepWebhookConnections();
    const server = https.createServer({}, () => undefined);
    expect(server.keepAliveTimeout).toBeGreaterThan(API_SERVER_REUSE_MS);
    expect(server.headersTimeout).toBeGreaterThan(server.keepAliveTimeout);
  });

  it("tells which servers there are, to close them in order", () => {
    const servers = keepWebhookConnections();
    expect(servers).toEqual([]);
    const server = https.createServer({});
    expect(servers).toEqual([server]);
  });
});
