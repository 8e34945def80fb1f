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
  ])("judges a repository at %s", (path, code, reason, words) => {
    host.repository(surroundings.repository(path));
    const said = host.check();
    expect([said.code, said.reason]).toEqual([code, reason]);
    expect(said.message).toContain(words);
  });
});
