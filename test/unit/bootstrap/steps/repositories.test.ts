import type { RepositorySpec } from "../../../../lib/bootstrap/run-spec";
import { repositories } from "../../../../lib/bootstrap/steps/repositories";
import { aRunSpec } from "../../../fakes/run-spec";

const FINGERPRINT = "DE15B14486CD377B9E876E1A234654DA9A296436";
const OFFICIAL: RepositorySpec = {
  url: "https://pkgs.k8s.io/core:/stable:/v1.34/deb/",
  key: undefined,
  fingerprint: FINGERPRINT,
};
const MIRROR: RepositorySpec = {
  url: "http://mirror.dc1/deb/",
  key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
  fingerprint: undefined,
};

/** Fields of one stanza of apt's deb822 format. */
function stanzasOf(text: string): Record<string, string>[] {
  return text
    .split(/\n\n/)
    .map(stanza => stanza.split("\n").filter(line => line !== "" && !line.startsWith("#")))
    .filter(lines => lines.length > 0)
    .map(
      lines =>
        Object.fromEntries(lines.map(line => line.split(/: (.*)/).slice(0, 2))) as Record<
          string,
          string
        >,
    );
}

describe("repositories", () => {
  it("asks for the wanted version, and has time to ask", () => {
    const run = aRunSpec({ kubernetesVersion: "1.34.4" });
    expect(repositories(run)).toMatchObject({
      name: "repositories",
      parameters: { KUBERNETES_VERSION: "1.34.4" },
      checkSeconds: 240,
    });
  });

  it("gives each repository a folder with what is known of it", () => {
    const { files } = repositories(aRunSpec({ repositories: [OFFICIAL, MIRROR] }));
    expect(files).toStrictEqual({
      "stargate.sources": expect.any(String) as string,
      "repositories/0/url": OFFICIAL.url,
      "repositories/0/fingerprint": FINGERPRINT,
      "repositories/1/url": MIRROR.url,
      "repositories/1/key.asc": MIRROR.key,
    });
  });

  it("keeps a key and the fingerprint that it must have", () => {
    const both = { ...MIRROR, fingerprint: FINGERPRINT };
    const { files } = repositories(aRunSpec({ repositories: [both] }));
    expect(Object.keys(files).sort()).toEqual([
      "repositories/0/fingerprint",
      "repositories/0/key.asc",
      "repositories/0/url",
      "stargate.sources",
    ]);
  });

  it("writes one stanza a repository, each signed by its own key", () => {
    const { files } = repositories(aRunSpec({ repositories: [OFFICIAL, MIRROR] }));
    expect(stanzasOf(files["stargate.sources"] ?? "")).toEqual([
      {
        Types: "deb",
        URIs: OFFICIAL.url,
        Suites: "/",
        "Signed-By": "/etc/apt/keyrings/stargate-0.asc",
      },
      {
        Types: "deb",
        URIs: MIRROR.url,
        Suites: "/",
        "Signed-By": "/etc/apt/keyrings/stargate-1.asc",
      },
    ]);
  });

  it("tells its reader who wrote the file", () => {
    const { files } = repositories(aRunSpec());
    expect(files["stargate.sources"]).toMatch(/^# Written by Stargate\.\nTypes: deb\n/);
  });

  it("never trusts a repository without a signature", () => {
    const { files } = repositories(aRunSpec({ repositories: [OFFICIAL, MIRROR] }));
    expect(files["stargate.sources"]).not.toMatch(/trusted/i);
  });
});
