import type { Operation } from "../../lib/api/operation.generated";
import { lab } from "./world/lab";
import { atStep, Site } from "./world/site";

const NAMESPACE = "e2e-watcher-dies";

const MOMENTS: readonly (readonly [string, (operation: Operation) => boolean])[] = [
  ["before the first contact", operation => operation.metadata?.uid !== undefined],
  ["as soon as work began", ({ status }) => status?.startTime !== undefined],
  ["when the job was handed over", ({ status }) => status?.dcJobID !== undefined],
  ["while packages are installed", atStep("kubernetes-packages")],
  ["while the node joins", atStep("join")],
  ["when the steps are done", ({ status }) => isTrue(status, "Bootstrapped")],
];

describe("the watcher dies", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
  });

  afterAll(async () => {
    await site.close();
  });

  it.each(MOMENTS)("%s, and the next one ends in the same Ready node", async (_, moment) => {
    await site.pristine("server-1");
    await site.letGo("server-1");
    await site.cluster.delete("Operation", "join", NAMESPACE);
    await site.declareServer("server-1");
    await site.repave("join", "server-1");
    await site.operation("join", "to come so far", moment);
    lab("module", "kill", "watcher");
    lab("module", "start", "watcher");
    const operation = await site.success("join");
    const journal = site.journal("server-1", operation);
    expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
    const steps = journal.filter(({ event }) => event === "step-started").map(({ step }) => step);
    expect(new Set(steps).size).toBe(steps.length);
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.status?.state).toBe("ready");
  });

  it("ends in order on SIGTERM, in the middle of a run, and the next one goes on", async () => {
    await site.pristine("server-1");
    await site.letGo("server-1");
    await site.cluster.delete("Operation", "join", NAMESPACE);
    await site.declareServer("server-1");
    await site.repave("join", "server-1");
    await site.operation("join", "to install", atStep("kubernetes-packages"));
    const before = Date.now();
    lab("module", "stop", "watcher");
    expect(Date.now() - before).toBeLessThan(12_000);
    lab("module", "start", "watcher");
    const operation = await site.success("join");
    expect(operation.status?.steps?.map(({ attempts }) => attempts)).toEqual(
      operation.status?.steps?.map(() => 1),
    );
  });
});

function isTrue(status: Operation["status"], type: string): boolean {
  return status?.conditions?.some(c => c.type === type && c.status === "True") ?? false;
}
