import { lab, labStatus, pidOf } from "./world/lab";
import { atStep, Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-leader";
const SERVERS = ["server-1", "server-2"] as const;

/** The Lease holds for 15 s, who stands by looks each 2 s; the rest is for a busy machine. */
const TAKE_OVER_MS = 40_000;

/** Whoever finds its time over ends its passes, and then itself. */
const END_MS = 40_000;

describe("two watchers, of which one reconciles", () => {
  let site: Site;
  const times: string[] = [];

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    lab("module", "start", "watcher");
    lab("module", "start", "watcher-2");
  });

  afterAll(async () => {
    lab("module", "stop", "watcher-2");
    lab("module", "start", "watcher");
    await site.close();
    // The figures of the operations manual.
    console.log(times.join("\n"));
  });

  const daemonOf = (part: Watcher): string => `module-${part}`;

  async function lease(): Promise<Lease> {
    const found = await site.cluster.get("Lease", "stargate-leader", "pepr-system");
    return found as unknown as Lease;
  }

  /** Who leads, by what the Lease says. */
  async function leader(): Promise<Watcher | undefined> {
    const { spec } = await lease();
    const pid = Number(spec.holderIdentity?.split("_").at(-2));
    const running = labStatus().processes.filter(({ state }) => state === "running");
    const name = running.find(process_ => process_.pid === pid)?.name;
    return WATCHERS.find(part => daemonOf(part) === name);
  }

  async function leads(part: Watcher): Promise<void> {
    await until(`${part} to lead`, TAKE_OVER_MS, async () =>
      (await leader()) === part ? true : undefined,
    );
  }

  /** Joins both servers, and tells what becomes of the runs when that happens to the leader in their midst. */
  async function during(what: string, happen: (leading: Watcher) => void): Promise<Watcher> {
    await site.pristine(...SERVERS);
    for (const server of SERVERS) {
      await site.cluster.delete("Operation", `join-${server}`, NAMESPACE);
      await site.letGo(server);
      await site.declareServer(server);
      await site.repave(`join-${server}`, server);
    }
    await site.operation("join-server-1", "to install", atStep("containerd"));
    const leading = await leader();
    if (leading === undefined) {
      throw new Error("nobody leads");
    }
    const other = leading === "watcher" ? "watcher-2" : "watcher";
    happen(leading);
    const began = performance.now();
    await leads(other);
    times.push(
      `${what}: led by the other after ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
    for (const server of SERVERS) {
      const operation = await site.success(`join-${server}`);
      const journal = site.journal(server, operation);
      expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
      const steps = journal.filter(({ event }) => event === "step-started").map(({ step }) => step);
      expect(new Set(steps).size).toBe(steps.length);
    }
    return leading;
  }

  it("goes on at once with the other when it is told to end", async () => {
    const stopped = await during("SIGTERM", leading => {
      lab("module", "stop", leading);
    });
    lab("module", "start", stopped);
  });

  it("goes on with the other when it is killed", async () => {
    const killed = await during("SIGKILL", leading => {
      lab("module", "kill", leading);
    });
    lab("module", "start", killed);
  });

  it("goes on with the other when it is frozen past its Lease, and ends when it thaws", async () => {
    let pid = 0;
    let before: unknown;
    const frozen = await during("SIGSTOP", leading => {
      pid = pidOf(daemonOf(leading));
      process.kill(pid, "SIGSTOP");
    });
    try {
      before = await site.cluster.operation("join-server-1", NAMESPACE);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await until(`${frozen} to end`, END_MS, () =>
      Promise.resolve(isAlive(pid) ? undefined : (true as const)),
    );
    expect(await site.cluster.operation("join-server-1", NAMESPACE)).toEqual(before);
    lab("module", "start", frozen);
  });
});

const WATCHERS = ["watcher", "watcher-2"] as const;

type Watcher = (typeof WATCHERS)[number];

interface Lease {
  readonly spec: { readonly holderIdentity?: string; readonly acquireTime?: string };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
