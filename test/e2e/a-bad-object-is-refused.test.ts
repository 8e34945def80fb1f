import { Site } from "./world/site";

const NAMESPACE = "e2e-refused";

describe("a bad object", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
  });

  afterAll(async () => {
    await site.close();
  });

  it("is refused with the field, the value and the remedy", async () => {
    await expect(site.declareServer("server-1", { ipv4: "10.50.1" })).rejects.toThrow(
      /spec\.ipv4: Invalid value.*"10\.50\.1" is not an IPv4 address; write four decimal numbers/,
    );
  });

  it("is told everything that is wrong with it at once", async () => {
    const bad = { ipv4: "127.0.0.1", routerIP: "dc-router", hostKeys: ["abc"] };
    const refusal = site.declareServer("server-1", bad);
    await expect(refusal).rejects.toThrow(/spec\.ipv4.*/s);
    await expect(site.declareServer("server-1", bad)).rejects.toThrow(/spec\.routerIP.*/s);
    await expect(site.declareServer("server-1", bad)).rejects.toThrow(/spec\.hostKeys\[0\].*/s);
  });

  it("is mended where the meaning is plain", async () => {
    await site.declareServer("server-1", { mac: "02000A320105" });
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.spec.mac).toBe("02:00:0a:32:01:05");
  });

  it("cannot become one by a change of an Operation", async () => {
    await site.repave("op", "nobody");
    const key = { name: "op", namespace: NAMESPACE };
    const change = { spec: { serverRef: { name: "server-1" } } };
    await expect(site.cluster.patch("Operation", key, change)).rejects.toThrow(
      "cannot be changed; delete this Operation and create another",
    );
  });
});
