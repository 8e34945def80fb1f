import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Answer, ApiStub } from "./api-stub";

/** The built module, as its pods run it. */
const BUNDLE = join(__dirname, "../../dist/pepr-stargate.js");

const STORE = "/apis/pepr.dev/v1/namespaces/pepr-system/peprstores/pepr-stargate-store";

const TIMEOUT_MS = 60_000;

const busy: Answer = response => {
  response.writeHead(503).end("{}");
};

const absent: Answer = response => {
  response.writeHead(404).end("{}");
};

describe("a process that starts while the API server does not answer", () => {
  let stub: ApiStub;
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    stub = await ApiStub.start();
    folder = mkdtempSync(join(tmpdir(), "stargate-"));
  });

  afterEach(async () => {
    child?.kill("SIGKILL");
    await stub.close();
    rmSync(folder, { recursive: true });
  });

  function start(role: "admission" | "watcher"): Promise<number | null> {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, configFor(stub.url));
    child = spawn(process.execPath, [BUNDLE], {
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"],
        KUBECONFIG: kubeconfig,
        PEPR_WATCH_MODE: String(role === "watcher"),
        PORT: "0",
        STARGATE_METRICS_PORT: "0",
        STARGATE_WEBHOOK_SECRET: "stargate-webhook",
      },
    });
    return new Promise(resolve => child?.once("exit", resolve));
  }

  it.each(["admission", "watcher"] as const)(
    "asks until it does, and goes on then: %s",
    async role => {
      stub.script(busy, busy, busy, absent);
      const ended = start(role);
      const wentOn = new Promise<string>(resolve => {
        const look = setInterval(() => {
          if (stub.requests.some(path => path !== STORE)) {
            clearInterval(look);
            resolve("went on");
          }
        }, 50);
        look.unref();
      });
      expect(await Promise.race([ended, wentOn])).toBe("went on");
      expect(stub.requests.slice(0, 4)).toEqual([STORE, STORE, STORE, STORE]);
    },
    TIMEOUT_MS,
  );
});

function configFor(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "stub", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "user", user: {} }],
    contexts: [{ name: "stub", context: { cluster: "stub", user: "user" } }],
    "current-context": "stub",
  });
}
