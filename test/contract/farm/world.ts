import { readdirSync, existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Farm } from "../../../hack/farm/farm";
import type { FarmHost } from "../../../hack/farm/host";
import { routeTo, throughLoopback } from "../../../hack/farm/route";
import { startFarm } from "../../../hack/farm/start";
import { SshRemoteHosts } from "../../../lib/adapters/ssh/remote-hosts";
import { systemClock } from "../../../lib/adapters/system-clock";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import type { RemoteHost, RemoteHosts } from "../../../lib/ports/remote-host";
import { FakeMetrics } from "../../fakes/cluster";

/** Never aborts. */
export const { signal } = new AbortController();

/** The same in every run, so that the next one cleans up after one that was killed. */
export function folderOf(name: string): string {
  return path.join(tmpdir(), `stargate-farm-${name}`);
}

/** Processes whose command line names the folder. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(pid => {
      const file = `/proc/${pid}/cmdline`;
      return existsSync(file) && readFileSync(file, "latin1").includes(folder);
    });
}

/** What is left of the farm of that name, on this machine. */
export function remainsOf(name: string): readonly string[] {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  return [
    ...processesOf(folderOf(name)),
    ...readdirSync("/run/netns").filter(namespace => namespace.startsWith(`sg-${name}-`)),
    ...mounts.filter(line => line.includes(folderOf(name))),
  ];
}

/** A farm, and logins to its servers by the product's own adapter. */
export class FarmWorld {
  readonly farm: Farm;
  readonly #name: string;
  #ssh = newHosts();

  private constructor(name: string, farm: Farm) {
    this.#name = name;
    this.farm = farm;
  }

  static async open(name: string, servers: number): Promise<FarmWorld> {
    return new FarmWorld(name, await startFarm({ servers, name, folder: folderOf(name) }));
  }

  get hosts(): RemoteHosts {
    return throughLoopback(this.farm, this.#ssh);
  }

  server(index: number): FarmHost {
    return this.farm.servers[index]!;
  }

  async login(index: number): Promise<RemoteHost> {
    return await this.hosts.connect(routeTo(this.farm, this.server(index)), signal);
  }

  /** Drops every connection and mends the link. */
  async calm(): Promise<void> {
    await this.farm.link.set(undefined);
    await this.#ssh.close();
    this.#ssh = newHosts();
  }

  async close(): Promise<void> {
    await this.#ssh.close();
    await this.farm.stop();
    expect(remainsOf(this.#name)).toEqual([]);
  }
}

/** What some lines of bash print on the host. */
export async function bash(host: RemoteHost, ...lines: readonly string[]): Promise<string> {
  const text = `main() {\n${lines.join("\n")}\n}\nmain\n`;
  const { code, stdout, stderr } = await host.run({ text }, signal);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trim();
}

function newHosts(): SshRemoteHosts {
  return new SshRemoteHosts({
    rootShell: scripts["root-shell"],
    clock: systemClock,
    metrics: new FakeMetrics(),
  });
}
