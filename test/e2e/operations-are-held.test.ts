import { SETTINGS_OBJECT } from "../../lib/api/names";
import { onMachine } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-held";

/** Of `kubectl wait`. */
const REASON = "jsonpath={.status.waitingFor.reason}";

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

  /** What anybody's script does; half a minute is long enough for everything here. */
  function waits(object: string, condition: string): void {
    const wait = ["kubectl", "wait", "-n", NAMESPACE, object, `--for=${condition}`];
    const { code, stderr } = onMachine("cp", ...wait, "--timeout=30s");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  }

  /** As a user does, while the module runs. */
  async function pauseAll(value: string): Promise<void> {
    await site.cluster.patch("ConfigMap", SETTINGS_OBJECT, { data: { "pause-all": value } });
  }

  it("by spec.paused of a Server, which nobody contacts then; another one goes on", async () => {
    await site.declareServer("server-1", { paused: true });
    waits("srv/server-1", "condition=Paused");
    waits("srv/server-1", `${REASON}=Paused`);
    await site.repave("held", "server-1");
    const held = await site.operation(
      "held",
      "to wait",
      ({ status }) => status?.phase === "Pending",
    );
    expect(held.status?.waitingFor).toMatchObject({
      reason: "Paused",
      object: { kind: "Server", namespace: NAMESPACE, name: "server-1" },
    });
    waits("op/held", `${REASON}=Paused`);
    await site.repave("free", "server-2");
    await site.success("free");
    expect(onMachine("server-1", "test", "-e", "/var/lib/stargate").code).toBe(1);
    await site.cluster.patch(
      "Server",
      { name: "server-1", namespace: NAMESPACE },
      { spec: { paused: null } },
    );
    waits("srv/server-1", "condition=Paused=false");
    await site.success("held");
    const { status } = await site.cluster.server("server-1", NAMESPACE);
    expect(status).not.toHaveProperty("waitingFor");
    waits("op/held", "condition=Complete");
    for (const object of ["srv/server-1", "pp/lab", "rtr/router", "op/held"]) {
      waits(object, "condition=Ready");
    }
  });

  it("by the setting pause-all", async () => {
    await pauseAll("true");
    waits("srv/server-2", `${REASON}=Paused`);
    await site.repave("all", "server-2");
    const held = await site.operation(
      "all",
      "to wait",
      ({ status }) => status?.phase === "Pending",
    );
    expect(held.status?.waitingFor?.object).toEqual(SETTINGS_OBJECT);
    await pauseAll("false");
    waits("srv/server-2", "condition=Paused=false");
    await site.success("all");
  });

  it("by max-concurrent-operations: the older one is first, the other says whose turn it is", async () => {
    await site.settings({ "max-concurrent-operations": "1" });
    await site.pristine("server-1", "server-2");
    for (const server of ["server-1", "server-2"]) {
      await site.letGo(server);
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
    expect(waiting.status?.waitingFor).toMatchObject({
      reason: "RunsLimited",
      message: expect.stringContaining("max-concurrent-operations") as string,
    });
    const [first, second] = [await site.success("first"), await site.success("second")];
    const bootstrapped = first.status?.conditions?.find(({ type }) => type === "Bootstrapped");
    const ended = Date.parse(String(bootstrapped?.lastTransitionTime));
    expect(Date.parse(String(second.status?.startTime))).toBeGreaterThanOrEqual(ended);
  });
});
