import type { AdmissionReport } from "../../hack/bench/admission/report";
import type { Contest } from "../../hack/bench/report";
import { npm } from "./world/lab";
import { Site } from "./world/site";
import { until } from "./world/until";

const MEETING_TIMEOUT_MS = 60_000;

describe("npm run bench -- bootstrap", () => {
  let site: Site;

  // The lab is in use: its router has been met, as after the demo.
  beforeAll(async () => {
    site = await Site.open("beside-the-bench");
    await until("the lab's router to be met", MEETING_TIMEOUT_MS, async () => {
      const { status } = await site.cluster.router("router", site.namespace);
      return status?.hostKeys?.length === 1 ? true : undefined;
    });
    // The bench holds up this process: by its end the API server has closed every idle connection.
    await site.cluster.close();
  });

  afterAll(async () => {
    await site.close();
  });

  it("does the work once on each server, is never refused, and is faster than one by one", () => {
    const { code, stdout, stderr } = npm(
      ...(["bench", "bootstrap", "--servers", "5", "--seconds", "3"] as const),
      ...(["--contenders", "serial", "stargate", "-o", "json"] as const),
    );
    expect(code === 0 ? "" : stderr).toBe("");
    const { rows, servers } = JSON.parse(stdout) as Contest;
    expect(servers).toBe(5);
    expect(rows.map(({ name, markedOnce, refused }) => [name, markedOnce, refused])).toEqual([
      ["serial", 5, 0],
      ["stargate", 5, 0],
    ]);
    const [serial, stargate] = rows.map(({ wallSeconds }) => wallSeconds);
    expect(stargate).toBeLessThan(serial!);
  });

  it("names what there is when it is asked for something else", () => {
    const { code, stderr } = npm("bench", "bootstrap", "--contenders", "nobody");
    expect(code).toBe(1);
    expect(stderr).toContain("serial, ansible-5, ansible-50, ansible-all, pool-30, stargate");
  });
});

describe("npm run bench -- admission", () => {
  it("judges the same creates in four ways, and refuses none of them", () => {
    const { code, stdout, stderr } = npm("bench", "admission", "--creates", "60", "-o", "json");
    expect(code === 0 ? "" : stderr).toBe("");
    const { rows, overload } = JSON.parse(stdout) as AdmissionReport;
    expect(rows.map(({ name, failures }) => [name, failures])).toEqual([
      ["none", 0],
      ["policy", 0],
      ["no-op", 0],
      ["module", 0],
    ]);
    expect(rows.filter(({ webhookCpuMs }) => webhookCpuMs > 0).map(({ name }) => name)).toContain(
      "module",
    );
    // How many are too many is for the bench to tell: it depends on the machine.
    expect(overload.admitted).toBeGreaterThan(0);
  });
});
