import { onMachine } from "./world/lab";
import { atStep, Site } from "./world/site";

const NAMESPACE = "e2e-cancelled";

/** The script that is at work may finish first; then the run is over within seconds. */
const CANCEL_TIMEOUT_MS = 60_000;

describe("an operation is deleted in the middle of its run", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    await site.close();
  });

  it("has its run stopped and its secrets removed, and the next repave goes on from there", async () => {
    await site.repave("cancelled", "server-1");
    const { metadata } = await site.operation("cancelled", "to install", atStep("containerd"));
    const uid = metadata?.uid ?? "";
    const began = Date.now();
    await site.cluster.delete("Operation", "cancelled", NAMESPACE);
    expect(Date.now() - began).toBeLessThan(CANCEL_TIMEOUT_MS);

    const run = `/var/lib/stargate/runs/${uid}`;
    const record = JSON.parse(onMachine("server-1", "cat", `${run}/exit.json`).stdout) as object;
    expect(record).toMatchObject({ result: "Failed", reason: "Cancelled" });
    expect(onMachine("server-1", "systemctl", "is-active", `stargate-${uid}`).code).not.toBe(0);
    expect(onMachine("server-1", "test", "-e", `/run/stargate/${uid}`).code).toBe(1);
    const secrets = await site.cluster.list("Secret", "kube-system");
    const labels = secrets.map(
      secret => (secret.metadata as { labels?: Record<string, string> }).labels ?? {},
    );
    expect(labels.map(label => label["stargate.io/operation"])).not.toContain(uid);

    await site.repave("again", "server-1");
    await site.success("again");
  });

  it("goes at once when it has not touched its server", async () => {
    await site.declareServer("server-2", { paused: true });
    await site.repave("held", "server-2");
    await site.operation("held", "to wait", ({ status }) => status?.waitingFor !== undefined);
    await site.cluster.delete("Operation", "held", NAMESPACE);
  });
});

describe("a namespace is deleted in the middle of a run, with its Secrets", () => {
  it("does not hang", async () => {
    const site = await Site.open(`${NAMESPACE}-namespace`);
    await site.pristine("server-1");
    await site.declareServer("server-1");
    await site.repave("join", "server-1");
    await site.operation("join", "to install", atStep("containerd"));
    // Waits until it is gone, a minute at most (F34).
    await site.close();
  });
});
