import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import {
  AccessDenied,
  HostKeyMismatch,
  HostUnreachable,
  InvalidSpec,
} from "../../lib/domain/errors";
import { Secret } from "../../lib/domain/secret";
import type { Hop, RemoteHost } from "../../lib/ports/remote-host";
import { FakeMetrics } from "../fakes/cluster";
import { SimulatedServer } from "../fakes/simulated-server";
import { describeRemoteHosts, rejectionOf } from "./remote-hosts";
import { Sshd } from "./sshd";

const ROUTER_PORT = 22_201;
const SERVER_PORT = 22_202;

function hopTo(sshd: Sshd, change: Partial<Hop> = {}): Hop {
  return {
    role: "server",
    address: "127.0.0.1",
    port: sshd.port,
    username: "root",
    privateKey: new Secret(sshd.key("client")),
    pinnedKeys: [],
    pinSource: "record",
    unknownKey: "accept",
    ...change,
  };
}

function createHosts(): SshRemoteHosts {
  const rootShell = scripts["root-shell"];
  return new SshRemoteHosts({ rootShell, clock: systemClock, metrics: new FakeMetrics() });
}

describeRemoteHosts("SimulatedServer", () => {
  const server = new SimulatedServer();
  const hop: Hop = {
    role: "server",
    address: "10.50.1.5",
    port: 22,
    username: "ubuntu",
    privateKey: new Secret("good key"),
    pinnedKeys: [],
    pinSource: "record",
    unknownKey: "accept",
  };
  const { publicKey: hostKey, fingerprint } = server.hostKey;
  return Promise.resolve({
    hosts: server,
    hop,
    hostKey,
    fingerprint,
    close: () => Promise.resolve(),
  });
});

describeRemoteHosts("SshRemoteHosts", async () => {
  const sshd = await Sshd.start(SERVER_PORT);
  const hosts = createHosts();
  return {
    hosts,
    hop: hopTo(sshd),
    hostKey: sshd.hostKey,
    fingerprint: sshd.fingerprint,
    close: async () => {
      await hosts.close();
      sshd.stop();
    },
  };
});

describe("SshRemoteHosts", () => {
  const { signal } = new AbortController();
  let router: Sshd;
  let server: Sshd;
  let hosts: SshRemoteHosts;
  let host: RemoteHost;

  beforeAll(async () => {
    // What SECURITY.md says of the router's account, so that it is enough for everything below.
    const open = [SERVER_PORT + 1, 1].map(port => `permitopen="127.0.0.1:${port}"`);
    router = await Sshd.start(ROUTER_PORT, ["restrict", "port-forwarding", ...open].join(","));
    server = await Sshd.start(SERVER_PORT + 1);
  });

  beforeEach(async () => {
    hosts = createHosts();
    host = await hosts.connect([hopTo(router, { role: "router" }), hopTo(server)], signal);
  });

  afterEach(async () => {
    host.close();
    await hosts.close();
  });

  afterAll(() => {
    router.stop();
    server.stop();
  });

  it("shows the server's key, not the router's", () => {
    expect(host.hostKey.publicKey).toBe(server.hostKey);
  });

  it("runs a script with parameters and input that no shell interprets", async () => {
    const value = Array.from({ length: 254 }, (_, index) => String.fromCharCode(index + 1)).join(
      "",
    );
    const input = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
    const text = 'main() { printf "%s" "${VALUE}" | base64 -w0; echo; cat | base64 -w0; }\nmain\n';
    const { code, stdout } = await host.run({ text, parameters: { VALUE: value }, input }, signal);
    const [parameter = "", rest = ""] = stdout.split("\n");
    expect(code).toBe(0);
    expect(Buffer.from(parameter, "base64").toString("utf8")).toBe(value);
    expect(Buffer.from(rest, "base64").equals(input)).toBe(true);
  });

  it("returns exit code and both outputs", async () => {
    const text = "main() { echo out; echo err >&2; exit 7; }\nmain\n";
    expect(await host.run({ text }, signal)).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
  });

  it("keeps the beginning of a flood and lets the script end", async () => {
    const text = "main() { head -c 20000000 /dev/zero | tr '\\0' x; }\nmain\n";
    const { code, stdout } = await host.run({ text }, signal);
    expect([code, stdout.length]).toEqual([0, 262_144]);
  });

  it("executes nothing of a script whose end did not arrive", async () => {
    const mark = join(mkdtempSync(join(tmpdir(), "stargate-mark-")), "mark");
    const { code } = await host.run({ text: `main() { touch ${mark}; }\nmai` }, signal);
    expect(code).not.toBe(0);
    expect(() => readFileSync(mark)).toThrow("ENOENT");
  });

  it("stops waiting when it is told to", async () => {
    const abort = new AbortController();
    const running = host.run({ text: "main() { sleep 60; }\nmain\n" }, abort.signal);
    setTimeout(() => {
      abort.abort(new Error("enough"));
    }, 100);
    await expect(running).rejects.toThrow("enough");
  });

  it("says so when the connection breaks in the middle of a script", async () => {
    const text = "main() { kill -9 $PPID; sleep 5; }\nmain\n";
    expect(await rejectionOf(host.run({ text }, signal))).toBeInstanceOf(HostUnreachable);
  });

  it.each(["TERM", "KILL"])("says so when SIG%s ends a script", async name => {
    const text = `main() { kill -${name} $$; sleep 5; }\nmain\n`;
    const error = await rejectionOf(host.run({ text }, signal));
    expect(error).toBeInstanceOf(HostUnreachable);
    expect(error.message).toContain("a signal ended its script");
  });

  it("shares one connection to the router among many logins", async () => {
    const route = [hopTo(router, { role: "router" }), hopTo(server)] as const;
    const others = await Promise.all(
      Array.from({ length: 10 }, () => hosts.connect([...route], signal)),
    );
    const connections = execFileSync(
      "ss",
      ["-Htn", "state", "established", "sport", `= :${router.port}`],
      {
        encoding: "utf8",
      },
    );
    expect(connections.trim().split("\n")).toHaveLength(1);
    for (const other of others) {
      other.close();
    }
  });

  it("refuses a login with the wrong key, after the host showed who it is", async () => {
    const privateKey = new Secret(server.key("stranger"));
    const error = await rejectionOf(hosts.connect([hopTo(server, { privateKey })], signal));
    expect(error).toBeInstanceOf(AccessDenied);
    expect(error.reason).toBe("AuthFailed");
    expect((error as AccessDenied).hostKey?.publicKey).toBe(server.hostKey);
  });

  it("names the router when it is the router that refuses", async () => {
    const privateKey = new Secret(router.key("stranger"));
    const first = hopTo(router, { role: "router", privateKey });
    const error = await rejectionOf(hosts.connect([first, hopTo(server)], signal));
    expect(error.message).toContain("router 127.0.0.1");
  });

  it.each(["router", "server"] as const)(
    "says that it is the %s whose key is not pinned",
    async role => {
      const pinnedKeys = [`SHA256:${"A".repeat(43)}`];
      const route = [hopTo(router, { role: "router" }), hopTo(server)] as const;
      const [first, last] = route.map(hop => (hop.role === role ? { ...hop, pinnedKeys } : hop));
      const error = await rejectionOf(hosts.connect([first!, last!], signal));
      expect(error).toBeInstanceOf(HostKeyMismatch);
      expect((error as HostKeyMismatch).role).toBe(role);
      const kind = role === "router" ? "Router" : "Server";
      expect(error.remedy).toContain(`spec.hostKeys of the ${kind}`);
    },
  );

  it.each([
    ["recorded", "accept", "not the recorded one; if the host was reinstalled, delete its Node"],
    [
      "recorded, under a strict policy,",
      "refuse",
      "reinstalled, put its new key into spec.hostKeys",
    ],
  ] as const)("says how a key that is %s is renewed", async (_, unknownKey, words) => {
    const pinnedKeys = [`SHA256:${"A".repeat(43)}`];
    const hop = hopTo(server, { pinnedKeys, unknownKey });
    expect((await rejectionOf(hosts.connect([hop], signal))).report).toContain(words);
  });

  it("says which field to correct where the spec pins a key", async () => {
    const pinnedKeys = [`SHA256:${"A".repeat(43)}`];
    const hop = hopTo(server, { pinnedKeys, pinSource: "spec" });
    const { report } = await rejectionOf(hosts.connect([hop], signal));
    expect(report).toContain(
      "not the one pinned in spec.hostKeys; if the host was reinstalled, corr",
    );
    expect(report).not.toContain("renewHostKey");
  });

  it("says which host is not there", async () => {
    const nobody = hopTo(server, { port: 1 });
    const first = hopTo(router, { role: "router" });
    const behind = await rejectionOf(hosts.connect([first, nobody], signal));
    expect([behind.reason, behind.message]).toEqual([
      "HostUnreachable",
      expect.stringContaining("server 127.0.0.1:1"),
    ]);
    const before = await rejectionOf(hosts.connect([{ ...first, port: 1 }, nobody], signal));
    expect(before.reason).toBe("JumpUnreachable");
  });

  it.each([
    ["a public key", () => server.hostKey, "InvalidCredentials"],
    ["a short RSA key", () => keyOf("rsa", "1024"), "WeakKey"],
  ])("uses no %s for a login", async (_, key, reason) => {
    const error = await rejectionOf(
      hosts.connect([hopTo(server, { privateKey: new Secret(key()) })], signal),
    );
    expect(error).toBeInstanceOf(InvalidSpec);
    expect(error.reason).toBe(reason);
  });

  it("accepts a long RSA key, and a key in PEM form", () => {
    expect(() => {
      hosts.verifyKey(new Secret(keyOf("rsa", "3072")));
      hosts.verifyKey(new Secret(keyOf("rsa", "3072", "-m", "PEM")));
    }).not.toThrow();
  });
});

function keyOf(type: string, bits: string, ...more: readonly string[]): string {
  const file = join(mkdtempSync(join(tmpdir(), "stargate-key-")), "key");
  execFileSync("ssh-keygen", ["-q", "-t", type, "-b", bits, "-N", "", "-f", file, ...more]);
  return readFileSync(file, "utf8");
}
