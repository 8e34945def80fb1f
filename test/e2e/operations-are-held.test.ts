import { onMachine } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-held";

describe("operations are held", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    await site.declareServer("server-2");
  });

  afterAll(async () => {
    await site.settings({});
    await site.close();
  });

  it("by spec.paused of a Server, which nobody contacts then; another one goes on", async () => {
    await site.declareServer("server-1", { paused: true });
    await site.repave("held", "server-1");
    const held = await site.operation(
      "held",
      "to wait",
      ({ status }) => status?.phase === "Pending",
    );
    expect(held.status?.waitingFor).toBe("Server/server-1 spec.paused");
    await site.repave("free", "server-2");
    await site.success("free");
    expect(onMachine("server-1", "test", "-e", "/var/lib/stargate").code).toBe(1);
    await site.cluster.patch(
      "Server",
      { name: "server-1", namespace: NAMESPACE },
      { spec: { paused: null } },
    );
    await site.success("held");
  });

  it("by the setting pause-all", async () => {
    await site.settings({ "pause-all": "true" });
    await site.repave("all", "server-2");
    const held = await site.operation(
      "all",
      "to wait",
      ({ status }) => status?.phase === "Pending",
    );
    expect(held.status?.waitingFor).toBe("ConfigMap/pepr-system/stargate-config pause-all");
    await site.settings({});
    await site.success("all");
  });

  it("by max-concurrent-operations: the older one is first, the other says whose turn it is", async () => {
    await site.settings({ "max-concurrent-operations": "1" });
    await site.pristine("server-1", "server-2");
    for (const server of ["server-1", "server-2"]) {
      await site.cluster.delete("Server", server, NAMESPACE);
      await site.declareServer(server);
    }
    await site.repave("first", "server-1");
    await site.operation("first", "to work", ({ status }) => status?.dcJobID !== undefined);
    await site.repave("second", "server-2");
    const waiting = await site.operation(
      "second",
      "to wait",
      ({ status }) => status?.waitingFor !== undefined,
    );
    expect(waiting.status?.waitingFor).toContain("max-concurrent-operations");
    const [first, second] = [await site.success("first"), await site.success("second")];
    const bootstrapped = first.status?.conditions?.find(({ type }) => type === "Bootstrapped");
    const ended = Date.parse(String(bootstrapped?.lastTransitionTime));
    expect(Date.parse(String(second.status?.startTime))).toBeGreaterThanOrEqual(ended);
  });
});
