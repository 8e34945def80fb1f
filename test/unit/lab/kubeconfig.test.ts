import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { K8s, kind } from "kubernetes-fluent-client";
import { parse } from "yaml";
import { withServer, withTokenFile } from "../../../hack/lab/module/kubeconfig";
import { ApiClient } from "../../../lib/adapters/kubernetes/client";

/** More than the time for which either client uses a token that it has read. */
const LATER_MS = 61_000;

const ADMIN = JSON.stringify({
  clusters: [{ name: "lab", cluster: { server: "", "insecure-skip-tls-verify": true } }],
  users: [{ name: "admin", user: { "client-certificate-data": "x", "client-key-data": "y" } }],
  contexts: [{ name: "admin", context: { cluster: "lab", user: "admin" } }],
  "current-context": "admin",
});

describe("the module's kubeconfig", () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader("content-type", "application/json").end("{}");
  });
  const before = process.env["KUBECONFIG"];
  let directory: string;
  let client: ApiClient;

  beforeAll(async () => {
    // Clocks alone: connections keep their timers.
    jest.useFakeTimers({
      doNotFake: [
        ...(["nextTick", "queueMicrotask", "setImmediate", "clearImmediate"] as const),
        ...(["setTimeout", "clearTimeout", "setInterval", "clearInterval"] as const),
      ],
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    directory = mkdtempSync(path.join(tmpdir(), "stargate-kubeconfig-"));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const text = withServer(withTokenFile(ADMIN, path.join(directory, "token")), url);
    writeFileSync(path.join(directory, "kubeconfig"), text);
    process.env["KUBECONFIG"] = path.join(directory, "kubeconfig");
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromDefault();
    client = new ApiClient(kubeConfig);
  });

  afterAll(async () => {
    jest.useRealTimers();
    if (before === undefined) {
      delete process.env["KUBECONFIG"];
    } else {
      process.env["KUBECONFIG"] = before;
    }
    await client.close();
    server.closeAllConnections();
    server.close();
    rmSync(directory, { recursive: true });
  });

  it.each(["first", "second"])(
    "gives the %s token to processes that go on running",
    async token => {
      writeFileSync(path.join(directory, "token"), token);
      jest.advanceTimersByTime(LATER_MS);
      seen.length = 0;
      await client.request({ method: "GET", path: "/api/v1/nodes/n" });
      await K8s(kind.Node).Get("n");
      expect(seen).toEqual([`Bearer ${token}`, `Bearer ${token}`]);
    },
  );

  it("has nothing of the administrator's but the cluster", () => {
    const { users, contexts } = parse(withTokenFile(ADMIN, "/token")) as Record<string, unknown>;
    expect(JSON.stringify(users)).not.toContain("client-");
    expect(contexts).toEqual((JSON.parse(ADMIN) as Record<string, unknown>)["contexts"]);
  });
});
