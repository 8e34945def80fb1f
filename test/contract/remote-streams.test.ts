import { setTimeout as delay } from "node:timers/promises";
import { SshRemoteHosts } from "../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../lib/adapters/system-clock";
import { scripts } from "../../lib/bootstrap/scripts.generated";
import { Secret } from "../../lib/domain/secret";
import type { RemoteHost } from "../../lib/ports/remote-host";
import { Sshd } from "./sshd";

const PORT = 22_209;

describe("streams of SshRemoteHosts", () => {
  const { signal } = new AbortController();
  let server: Sshd;
  let hosts: SshRemoteHosts;
  let host: RemoteHost;

  beforeAll(async () => {
    server = await Sshd.start(PORT);
    hosts = new SshRemoteHosts({ rootShell: scripts["root-shell"], clock: systemClock });
    const hop = {
      role: "server",
      address: "127.0.0.1",
      port: server.port,
      username: "root",
      privateKey: new Secret(server.key("client")),
      pinnedKeys: [],
      unknownKey: "accept",
    } as const;
    host = await hosts.connect([hop], signal);
  });

  afterAll(async () => {
    host.close();
    await hosts.close();
    server.stop();
  });

  it("streams output as it comes, and ends with the script", async () => {
    const text = "main() { echo one; sleep 0.3; echo two; }\nmain\n";
    const chunks: string[] = [];
    for await (const chunk of host.stream({ text }, signal)) {
      chunks.push(Buffer.from(chunk).toString());
    }
    expect(chunks).toEqual(["one\n", "two\n"]);
  });

  it("tells of standard error beside the stream, all of it before the stream ends", async () => {
    const text = "main() { echo out; echo err >&2; sleep 0.2; echo last >&2; }\nmain\n";
    const errors: string[] = [];
    const chunks: string[] = [];
    const onError = (chunk: Uint8Array): void => {
      errors.push(Buffer.from(chunk).toString());
    };
    for await (const chunk of host.stream({ text }, signal, onError)) {
      chunks.push(Buffer.from(chunk).toString());
    }
    expect([chunks.join(""), errors.join("")]).toEqual(["out\n", "err\nlast\n"]);
  });

  it("ends a stream whose listener fails with what that throws", async () => {
    const text = "main() { echo err >&2; sleep 60; }\nmain\n";
    const onError = (): void => {
      throw new Error("on purpose");
    };
    const follow = async (): Promise<void> => {
      for await (const chunk of host.stream({ text }, signal, onError)) {
        expect(chunk).toBeUndefined();
      }
    };
    await expect(follow()).rejects.toThrow("on purpose");
  });

  it("ends with it also when the listener fails after everything else was said", async () => {
    const text = "main() { exec >&-; sleep 0.3; echo late >&2; sleep 0.1; }\nmain\n";
    const onError = (chunk: Uint8Array): void => {
      if (Buffer.from(chunk).includes("late")) {
        throw new Error("on purpose");
      }
    };
    const follow = async (): Promise<void> => {
      for await (const chunk of host.stream({ text }, signal, onError)) {
        expect(chunk).toBeUndefined();
      }
    };
    await expect(follow()).rejects.toThrow("on purpose");
  });

  it("tells nothing more once nobody reads the stream", async () => {
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
