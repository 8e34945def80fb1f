import { setTimeout as pause } from "node:timers/promises";
import { lab, pidOf } from "./world/lab";
import { atStep, Site } from "./world/site";

const NAMESPACE = "e2e-two-controllers";

/** Longer than a Lease holds. Source: reliability F4. */
const FREEZE_MS = 60_000;

describe("two controllers at once, of which nobody asked who leads", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    // An election keeps two from working at once; what holds without one is the Lease of each server.
    lab("module", "start", "watcher-2");
  });

  afterAll(async () => {
    lab("module", "stop", "watcher-2");
    await site.close();
  });

  async function begin(): Promise<void> {
    await site.pristine("server-1", "server-2");
    for (const server of ["server-1", "server-2"]) {
      await site.cluster.delete("Operation", `join-${server}`, NAMESPACE);
      await site.letGo(server);
      await site.declareServer(server);
      await site.repave(`join-${server}`, server);
    }
  }

  async function expectOneRunEach(): Promise<void> {
    for (const server of ["server-1", "server-2"]) {
      const operation = await site.success(`join-${server}`);
      const journal = site.journal(server, operation);
      expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
      const steps = journal.filter(({ event }) => event === "step-started").map(({ step }) => step);
      expect(new Set(steps).size).toBe(steps.length);
    }
  }

  it("run every operation once (F3)", async () => {
    await begin();
    await expectOneRunEach();
  });

  it("go on when one of them is frozen past its Lease, and it writes nothing when it thaws (F4)", async () => {
    await begin();
    await site.operation("join-server-1", "to install", atStep("containerd"));
    const frozen = pidOf("module-watcher");
    process.kill(frozen, "SIGSTOP");
    try {
      // A freeze has a length, so this wait is no poll.
      await pause(FREEZE_MS);
      await expectOneRunEach();
      const before = await site.cluster.operation("join-server-1", NAMESPACE);
      process.kill(frozen, "SIGCONT");
      await pause(2_000);
      const after = await site.cluster.operation("join-server-1", NAMESPACE);
      // Whole, for a failure to say what was written, and by whom.
      expect(after).toEqual(before);
    } finally {
      process.kill(frozen, "SIGCONT");
    }
  });

  it("go on when one of them is killed", async () => {
    await begin();
    await site.operation("join-server-2", "to install", atStep("containerd"));
    lab("module", "kill", "watcher");
    try {
      await expectOneRunEach();
    } finally {
      lab("module", "start", "watcher");
    }
  });
});
