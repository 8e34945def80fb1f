import type { ProvisioningProfile } from "../../../lib/api/provisioning-profile.generated";
import { readLogin, readRepositoryKey } from "../../../lib/reconcilers/credentials";
import { RecentSecrets } from "../../../lib/runtime/secret-register";
import { FakeSecrets, FakeSettings } from "../../fakes/cluster";
import { SimulatedServer } from "../../fakes/simulated-server";

const KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEYPLm0xYJKwYBBAHaRw8BAQdAUTg\n";
const TEXT = `operator-1 has good key for kubernetes-1, and trusts ${KEY}`;

describe("credentials", () => {
  const register = new RecentSecrets();
  const secrets = new FakeSecrets(register);
  const profile = {
    metadata: { name: "p", namespace: "dc" },
    spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh" },
  } as ProvisioningProfile;

  secrets.secrets.set("dc/ssh", {
    username: "operator-1",
    privateKey: "good key",
    other: "kubernetes-1",
  });
  secrets.secrets.set("dc/keys", { key: KEY, other: "kubernetes-1" });

  it("leave the public key of a repository as it is", async () => {
    const repository = { url: "http://x/", keySecretRef: "keys" };
    expect(await readRepositoryKey({ secrets }, profile, repository)).toBe(KEY);
    expect(register.redact(TEXT)).toBe(TEXT);
  });

  it("have the private key masked, but neither login names nor entries that nobody asked for", async () => {
    const ports = { secrets, remoteHosts: new SimulatedServer() };
    const key = { namespace: "dc", name: "ssh" };
    const { username } = await readLogin(ports, key, profile, new FakeSettings().settings);
    expect(username).toBe("operator-1");
    expect(register.redact(TEXT)).toBe(TEXT.replace("good key", "[redacted]"));
  });
});
