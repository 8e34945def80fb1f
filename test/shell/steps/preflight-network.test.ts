import { Surroundings, TrialHost } from "./preflight/trial";

describe("preflight, of what the server has to reach", () => {
  let surroundings: Surroundings;
  let host: TrialHost;

  beforeAll(async () => {
    surroundings = await new Surroundings().open();
  });

  afterAll(() => {
    surroundings.close();
  });

  beforeEach(() => {
    host = new TrialHost(surroundings);
  });

  afterEach(() => {
    host.scratch.remove();
  });

  it.each([
    ["mtu 1200 ", { Mtu: "Warning MtuTooSmall" }],
    ["mtu lock 1280 ", {}],
  ])("judges a way of %s", (mtu, found) => {
    host.scratch.stub("ip", `echo "198.51.100.1 via 10.0.0.1 dev lo src 10.0.0.2 ${mtu}uid 0"`);
    expect(host.check().found).toEqual(found);
  });

  it("trusts only an API server of the cluster's CA, under its own address", () => {
    host.parameters["API_SERVER"] = surroundings.apiServer("misnamed");
    expect(host.check()).toMatchObject({ code: 75, reason: "ApiServerNotTrusted" });
    host.scratch.write("files/ca.crt", surroundings.certificate("misnamed"));
    const { reason, message } = host.check();
    expect(reason).toBe("ApiServerNotTrusted");
    expect(message).toContain("does not match");
  });

  it("takes an API server that tells strangers nothing: its certificate was verified by then", () => {
    host.parameters["API_SERVER"] = surroundings.apiServer("guarded");
    expect(host.check().found).toEqual({});
  });

  it("resolves names beside each other, and none where a proxy does", () => {
    host.scratch.stub("getent", "sleep 30");
    for (let index = 1; index <= 12; index++) {
      host.repository(`http://r${index}.example/deb/`, index);
    }
    // More than a pipe holds, after what is looked for.
    const proxy = "echo 'Acquire::http::Proxy \"http://192.0.2.1:3128\";'";
    host.scratch.stub("apt-config", `${proxy}; sleep 0.2; seq 1 20000`);
    const behind = host.check();
    expect(Object.keys(behind.found)).toEqual(["Repositories"]);
    host.scratch.stub("apt-config", "");
    const startMs = performance.now();
    expect(Object.keys(host.check().found)).toEqual(["NameResolution", "Repositories"]);
    expect(performance.now() - startMs).toBeLessThan(30_000);
  }, 90_000);

  it.each([
    ["/404/v1.34/deb/", 1, "VersionNotAvailable", "there is no Kubernetes 1.34 at "],
    [
      "/404/stable/deb/",
      1,
      "RepositoryUnreachable",
      "/404/stable/deb/Release cannot be downloaded: it answers 404",
    ],
    ["/503/v1.34/deb/", 75, "RepositoryUnreachable", "503  Service Unavailable"],
    ["/flat/v1.34/deb/", 0, "", ""],
    ["/shy/v1.34/deb/", 0, "", ""],
  ])("judges a repository at %s", (path, code, reason, words) => {
    host.repository(surroundings.repository(path));
    const said = host.check();
    expect([said.code, said.reason]).toEqual([code, reason]);
    expect(said.message).toContain(words);
  });
});
