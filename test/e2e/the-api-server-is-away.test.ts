import { setTimeout as pause } from "node:timers/promises";
import { lab, pidOf } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-outage";

/** Longer than the 72 s after which Pepr, left to itself, ends the process. */
const OUTAGE_MS = 80_000;

describe("the API server is away for long", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    lab("up");
    await site.close();
  });

  it("in the middle of a run: the watcher lives, and the run ends well when it is back", async () => {
    await site.repave("join", "server-1");
    await site.operation("join", "to work", ({ status }) => status?.dcJobID !== undefined);
    const watcher = pidOf("module-watcher");
    process.kill(pidOf("kube-apiserver"), "SIGKILL");
    // An outage has a length, so this wait is no poll.
    await pause(OUTAGE_MS);
    expect(pidOf("module-watcher")).toBe(watcher);
    lab("up");
    const operation = await site.success("join");
    const journal = site.journal("server-1", operation);
    expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
    expect(pidOf("module-watcher")).toBe(watcher);
  });
});
