import { onMachine } from "./world/lab";
import { atStep, Site } from "./world/site";

const NAMESPACE = "e2e-reboot-midway";

describe("a server reboots in the middle of its run (F28)", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
  });

  afterAll(async () => {
    await site.close();
  });

  it.each(["kubernetes-packages", "join"])(
    "at %s: the run is shipped again under a higher fence, and ends in a Ready node",
    async step => {
      await site.pristine("server-1");
      await site.letGo("server-1");
      await site.cluster.delete("Operation", "join", NAMESPACE);
      await site.declareServer("server-1");
      await site.repave("join", "server-1");
      await site.operation("join", "to come so far", atStep(step));
      // From within, and without a word to anybody: the lab's own way takes longer than what is left of the run.
      onMachine("server-1", "systemctl", "reboot", "--force");
      const operation = await site.success("join");
      const journal = site.journal("server-1", operation);
      expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(2);
      // The first start showed one above nothing, the second a higher one.
      expect(fence()).toBeGreaterThan(1);
      const events = await site.cluster.list("Event", NAMESPACE);
      for (const kind of ["Operation", "Server"]) {
        const reasons = events
          .filter(event => (event["involvedObject"] as { kind?: string }).kind === kind)
          .map(event => event["reason"]);
        expect(reasons).toEqual(
          expect.arrayContaining(["ConnectionLost", "ConnectionRestored", "RunRestarted"]),
        );
      }
      // What was applied before is found in order, and not done again.
      const states = journal.filter(({ event }) => event === "step-finished");
      const applied = states
        .filter(({ state }) => state === "Applied")
        .map(({ step: name }) => name);
      expect(new Set(applied).size).toBe(applied.length);
      expect(onMachine("server-1", "ls", "/run/stargate").stdout.trim()).toBe("");
    },
  );
});

function fence(): number {
  return Number(onMachine("server-1", "cat", "/var/lib/stargate/fence").stdout.split(" ")[0]);
}
