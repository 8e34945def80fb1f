import { setTimeout as delay } from "node:timers/promises";
import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { Secret } from "../../lib/domain/secret";
import type { RemoteHost } from "../../lib/ports/remote-host";
import { FakeMetrics } from "../fakes/cluster";
import { Sshd } from "./sshd";

const PORT = 22_209;

describe("streams of SshRemoteHosts", () => {
  const { signal } = new AbortController();
  let server: Sshd;
  let hosts: SshRemoteHosts;
  let host: RemoteHost;

  beforeAll(async () => {
    server = await Sshd.start(PORT);
    hosts = new SshRemoteHosts({
      rootShell: scripts["root-shell"],
      clock: systemClock,
      metrics: new FakeMetrics(),
    });
    const hop = {
      role: "server",
      address: "127.0.0.1",
      port: server.port,
      username: "root",
      privateKey: new Secret(server.key("client")),
      pinnedKeys: [],
      pinSource: "record",
      unknownKey: "accept",
    } as const;
    host = await hosts.connect([hop], signal);
  });

  afterAll(async () => {
    host.close();
    await hosts.close();
    server.stop();
  });

  /** Everything that a script streams, in its chunks. */
  async function outputOf(text: string, onError?: (chunk: Uint8Array) => void): Promise<string[]> {
    const chunks: string[] = [];
    for await (const chunk of host.stream({ text }, signal, onError)) {
      chunks.push(Buffer.from(chunk).toString());
    }
    return chunks;
  }

  it("bring output as it comes, and end with the script", async () => {
    const text = "main() { echo one; sleep 0.3; echo two; }\nmain\n";
    expect(await outputOf(text)).toEqual(["one\n", "two\n"]);
  });

  it("tell of standard error beside, all of it before they end", async () => {
    const text = "main() { echo out; echo err >&2; sleep 0.2; echo last >&2; }\nmain\n";
    const errors: string[] = [];
    const output = await outputOf(text, chunk => errors.push(Buffer.from(chunk).toString()));
    expect([output.join(""), errors.join("")]).toEqual(["out\n", "err\nlast\n"]);
  });

  it.each([
    ["at once", "echo late >&2; sleep 60"],
    ["after everything else was said", "exec >&-; sleep 0.3; echo late >&2; sleep 0.1"],
  ])("end with what their listener throws %s", async (_, commands) => {
    const following = outputOf(`main() { ${commands}; }\nmain\n`, chunk => {
      if (Buffer.from(chunk).includes("late")) {
        throw new Error("on purpose");
      }
    });
    await expect(following).rejects.toThrow("on purpose");
  });

  it("tell nothing more once nobody reads them", async () => {
    const text = "main() { echo out; sleep 0.5; echo late >&2; sleep 5; }\nmain\n";
    const errors: string[] = [];
    const onError = (chunk: Uint8Array): void => {
      errors.push(Buffer.from(chunk).toString());
    };
    for await (const chunk of host.stream({ text }, signal, onError)) {
      expect(Buffer.from(chunk).toString()).toBe("out\n");
      break;
    }
    // A wait for nothing to happen is no poll.
    await delay(1000);
    expect(errors).toEqual([]);
  });
});
