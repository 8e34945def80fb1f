import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../../lib/ports/log";
import { serveMetrics } from "../../../lib/runtime/metrics-server";
import { silentLog } from "../../fakes/cluster";

describe("serveMetrics", () => {
  const servers: Server[] = [];

  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
    }
  });

  function serve(render: () => Promise<{ contentType: string; body: string }>, port = 0): Server {
    const server = serveMetrics({ render }, { port, log: silentLog });
    servers.push(server);
    return server;
  }

  async function urlOf(server: Server, path = "/metrics"): Promise<string> {
    if (!server.listening) {
      await once(server, "listening");
    }
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  }

  it("answers with the metrics, and with nothing else", async () => {
    const server = serve(() => Promise.resolve({ contentType: "text/plain", body: "up 1\n" }));
    const answer = await fetch(await urlOf(server));
    expect([answer.status, await answer.text()]).toEqual([200, "up 1\n"]);
    expect((await fetch(await urlOf(server, "/"))).status).toBe(404);
    expect((await fetch(await urlOf(server), { method: "POST" })).status).toBe(404);
  });

  it("says so when the metrics cannot be rendered", async () => {
    const server = serve(() => Promise.reject(new Error("broken")));
    expect((await fetch(await urlOf(server))).status).toBe(500);
  });

  it("goes on without metrics when the port is taken", async () => {
    const first = serve(() => Promise.resolve({ contentType: "", body: "" }));
    const { port } = new URL(await urlOf(first));
    const warnings: string[] = [];
    const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
    const second = serveMetrics(
      { render: () => Promise.reject(new Error()) },
      { port: Number(port), log },
    );
    await once(second, "error");
    expect(warnings).toEqual(["the metrics cannot be served"]);
  });
});
