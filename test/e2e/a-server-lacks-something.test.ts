import { lab } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-lacks";

describe("F27: a server that lacks something is told apart:", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    await site.close();
  });

  function onServer(...command: readonly string[]): void {
    lab("exec", "server-1", "--", ...command);
  }

  it("room on its disk, and an operation after that goes on", async () => {
    onServer("install", "-d", "-m", "0700", "/var/lib/stargate");
    onServer("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", "/var/lib/stargate");
    let full;
    try {
      await site.repave("full", "server-1");
      full = await site.failure("full");
    } finally {
      onServer("umount", "/var/lib/stargate");
    }
    const { reason, message } = full;
    expect(reason).toBe("DiskFull");
    expect(message).toMatch(
      /\/var\/lib\/stargate has \d+ KiB free, a run needs \d+ KiB; free space on the server$/,
    );
    await site.repave("roomy", "server-1");
    await site.success("roomy");
  });

  it("somebody who resolves names", async () => {
    const { spec } = site.manifest("ProvisioningProfile", "lab") as unknown as {
      spec: { repositories: readonly { url: string }[] };
    };
    const repositories = spec.repositories.map(repository => ({
      ...repository,
      url: repository.url.replace(/\/\/[^/]+\//, "//packages.example/"),
    }));
    const manifest = site.manifest("ProvisioningProfile", "lab", { repositories });
    await site.cluster.create({ ...manifest, metadata: { namespace: NAMESPACE, name: "by-name" } });
    await site.repave("nameless", "server-1", "by-name");
    const { reason, message } = await site.failure("nameless");
    expect(reason).toBe("NameResolutionFailed");
    expect(message).toMatch(/packages\.example.*; check the server's DNS: resolvectl status/);
  });
});
