import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Operation } from "../../lib/api/operation.generated";
import { lab, onMachine } from "./world/lab";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-repeated";

/** The run itself waits for the lock for two minutes. */
const LOCK_TIMEOUT_MS = 120_000;

/** Puts a program of ours on a machine. */
function install(machine: string, file: string, path: string): void {
  const text = readFileSync(join(__dirname, "in-the-way", file), "utf8");
  const write = 'printf "%s" "$1" >"$2"; chmod 0755 "$2"';
  lab("exec", machine, "--", "bash", "-c", write, "--", text, path);
}

/** Whether apt has said that somebody else holds its lock. */
function meetsTheLock(): true | undefined {
  const said = ["grep", "-rqs", "Could not get lock", "/var/lib/stargate/runs"];
  return onMachine("server-1", ...said).code === 0 ? true : undefined;
}

describe("what was in the way passes, and the run goes on:", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
  });

  beforeEach(async () => {
    await site.pristine("server-1");
    await site.letGo("server-1");
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    await site.close();
  });

  function attempts(operation: Operation): Readonly<Record<string, number>> {
    const steps = operation.status?.steps ?? [];
    return Object.fromEntries(steps.map(step => [step.name, step.attempts ?? 0]));
  }

  it("a lock of the package system, and a join that died half done (F24, F27)", async () => {
    install("server-1", "kubeadm.sh", "/usr/local/bin/kubeadm");
    install("server-1", "hold-package-lock.pl", "/run/hold-package-lock");
    const holder = ["systemd-run", "--quiet", "--unit=holder", "/run/hold-package-lock", "600"];
    lab("exec", "server-1", "--", ...holder);
    await site.repave("join", "server-1");
    await until("apt to meet the lock", LOCK_TIMEOUT_MS, () => Promise.resolve(meetsTheLock()));
    lab("exec", "server-1", "--", "systemctl", "stop", "holder");
    const operation = await site.success("join");
    const { join: joins, ...others } = attempts(operation);
    expect(joins).toBe(2);
    expect(new Set(Object.values(others))).toEqual(new Set([1]));
    const journal = site.journal("server-1", operation);
    const retried = journal.filter(({ event }) => event === "step-retried");
    expect(retried).toEqual([
      expect.objectContaining({ step: "join", reason: "JoinFailed", attempt: "1", attempts: "2" }),
    ]);
  });

  it("a power cut in the middle of an installation (F28)", async () => {
    await site.repave("cut", "server-1");
    await site.operation("cut", "to install", ({ status }) =>
      Boolean(status?.steps?.some(s => s.name === "kubernetes-packages" && s.state === "Running")),
    );
    lab("machine", "stop", "server-1");
    lab("machine", "start", "server-1");
    const operation = await site.success("cut");
    const journal = site.journal("server-1", operation);
    const boots = journal.filter(({ event }) => event === "run-started").map(b => b["bootId"]);
    expect(new Set(boots).size).toBe(2);
  });
});
