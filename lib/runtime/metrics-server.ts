import { createServer, type Server } from "node:http";
import type { Log } from "../ports/log";
import type { PrometheusMetrics } from "./metrics";

/** Longest time that a scraper may take to ask. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Serves `GET /metrics`, and nothing else. A port that is taken is logged: work goes on without metrics. */
export function serveMetrics(
  metrics: Pick<PrometheusMetrics, "render">,
  { port, log }: { readonly port: number; readonly log: Log },
): Server {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    metrics.render().then(
      ({ contentType, body }) => {
        response.writeHead(200, { "content-type": contentType }).end(body);
      },
      (error: unknown) => {
        log.warn({ error }, "the metrics cannot be rendered");
        response.writeHead(500).end();
      },
    );
  });
  server.on("error", error => {
    log.warn({ error, port }, "the metrics cannot be served");
  });
  return server.listen(port);
}
