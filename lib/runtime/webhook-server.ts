import https from "node:https";
import { WEBHOOK_KEEPALIVE_MS } from "../defaults";

/**
 * Makes every HTTPS server of this process keep idle connections longer than the API server reuses them.
 *
 * Pepr makes its server itself and leaves Node's 5 s, while the API server reuses a connection for 90 s: it
 * then meets resets, which fail admission. Fixed upstream after 1.1.4. Returns the servers made since.
 */
export function keepWebhookConnections(): readonly https.Server[] {
  const servers: https.Server[] = [];
  const createServer = https.createServer.bind(https) as (...arguments_: unknown[]) => https.Server;
  const replacement = (...arguments_: unknown[]): https.Server => {
    const server = createServer(...arguments_);
    server.keepAliveTimeout = WEBHOOK_KEEPALIVE_MS;
    // Node wants the headers of the next request before this; it must not be the shorter one.
    server.headersTimeout = WEBHOOK_KEEPALIVE_MS + 1000;
    servers.push(server);
    return server;
  };
  https.createServer = replacement as typeof https.createServer;
  return servers;
}
