import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lab } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-faults";

/** What fails at once must not take longer, even on a loaded machine. */
const PROMPT_MS = 30_000;

describe("a fault ends clearly, and other operations go on:", () => {
  let site: Site;
  let count = 0;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    await site.declareServer("server-1");
    await site.declareServer("server-2");
    // Works while everything below goes wrong.
    await site.repave("meanwhile", "server-2");
  });

  afterAll(async () => {
    lab("machine", "start", "router");
    await site.settings({});
    await site.close();
  });

  /** A profile of the lab with a change, under a name of its own. */
  async function profile(name: string, change: Readonly<Record<string, unknown>>): Promise<string> {
    const manifest = site.manifest("ProvisioningProfile", "lab", change);
    await site.cluster.create({ ...manifest, metadata: { namespace: NAMESPACE, name } });
    return name;
  }

  async function secret(
    name: string,
    stringData: Readonly<Record<string, string>>,
  ): Promise<string> {
    const metadata = { name, namespace: NAMESPACE };
    await site.cluster.create({ apiVersion: "v1", kind: "Secret", metadata, stringData });
    return name;
  }

  /** Starts an operation on server-1 with the profile; its name. */
  async function repave(profileName?: string, server = "server-1"): Promise<string> {
    const name = `op-${++count}`;
    await site.repave(name, server, profileName);
    return name;
  }

  it("a wrong SSH key", async () => {
    const ref = await secret("stranger", { username: "ubuntu", privateKey: strangersKey() });
    const name = await repave(await profile("stranger", { sshCredentialsSecretRef: ref }));
    const { reason, message } = await site.failure(name, PROMPT_MS);
    expect(reason).toBe("AuthFailed");
    expect(message).toContain("server 10.50.1.5:22 refused the login of ubuntu; check username");
    expect(message).toContain(`in Secret ${NAMESPACE}/stranger`);
  });

  it("a login that may not become root", async () => {
    const { serverKey } = site.status.ssh;
    const privateKey = readFileSync(serverKey, "utf8");
    lab("exec", "server-1", "--", "useradd", "--create-home", "plain");
    const home = ["install", "-d", "-o", "plain", "-m", "0700", "/home/plain/.ssh"];
    lab("exec", "server-1", "--", ...home);
    const keys = ["install", "-o", "plain", "-m", "0600"];
    const from = "/home/ubuntu/.ssh/authorized_keys";
    lab("exec", "server-1", "--", ...keys, from, "/home/plain/.ssh/authorized_keys");
    const ref = await secret("plain", { username: "plain", privateKey });
    const name = await repave(await profile("plain", { sshCredentialsSecretRef: ref }));
    const { reason, message } = await site.failure(name, PROMPT_MS);
    expect(reason).toBe("SudoRefused");
    const [, line = ""] = /allow it in sudoers: (.*)$/.exec(message) ?? [];
    expect(line).toBe("plain ALL=(root) NOPASSWD: /usr/bin/bash");
    allowSudo(line);
    // Nothing else is missing: it comes as far as the version that is not there.
    const change = { sshCredentialsSecretRef: ref, kubernetesVersion: "1.34.99" };
    const next = await repave(await profile("plain-but-allowed", change));
    expect((await site.failure(next)).reason).toBe("VersionNotAvailable");
  });

  it("a host key other than the pinned one", async () => {
    const pin = `SHA256:${"A".repeat(43)}`;
    await site.letGo("server-1");
    await site.cluster.create(site.manifest("Server", "server-1", { hostKeys: [pin] }));
    const { reason, message } = await site.failure(await repave(), PROMPT_MS);
    expect(reason).toBe("HostKeyMismatch");
    expect(message).toContain("which is not the one pinned in spec.hostKeys");
    expect(message).toContain("if the host was reinstalled, correct spec.hostKeys of the Server");
    expect(message).not.toContain("renewHostKey");
    const { status } = await site.cluster.server("server-1", NAMESPACE);
    const trusted = status?.conditions?.find(({ type }) => type === "HostKeyTrusted");
    expect(trusted).toMatchObject({ status: "False", reason: "HostKeyMismatch" });
    await site.letGo("server-1");
    await site.cluster.create(site.manifest("Server", "server-1"));
  });

  it("an unpinned host key under the strict policy", async () => {
    await site.settings({ "host-key-policy": "strict" });
    await site.letGo("server-1");
    await site.cluster.create(site.manifest("Server", "server-1"));
    const { reason, message } = await site.failure(await repave(), PROMPT_MS);
    expect(reason).toBe("HostKeyNotPinned");
    expect(message).toContain("put its key into spec.hostKeys");
    await site.settings({});
  });

  it("a version that the repository lacks", async () => {
    const name = await repave(await profile("no-version", { kubernetesVersion: "1.34.99" }));
    const { reason, message, status } = await site.failure(name);
    expect(reason).toBe("VersionNotAvailable");
    expect(message).toMatch(/step repositories: Kubernetes 1\.34\.99 .*1\.34\.4.*; change spec/);
    expect(status?.steps?.find(({ name: step }) => step === "repositories")?.state).toBe("Failed");
  });

  it("a minor that no repository has", async () => {
    const name = await repave(await profile("no-minor", { kubernetesVersion: "1.31" }));
    const { reason, message } = await site.failure(name);
    expect(reason).toBe("VersionNotAvailable");
    expect(message).toMatch(/there is no Kubernetes 1\.31 at http:\S+1\.31\S+, which answers 404/);
    expect(message).toContain("change spec.kubernetesVersion in the profile");
  });

  it("a repository that another key signed", async () => {
    const { badlySigned, runtime, fingerprint } = site.status.packages;
    const repositories = [badlySigned, runtime].map(url => ({ url, fingerprint }));
    const name = await repave(await profile("badly-signed", { repositories }));
    expect((await site.failure(name)).reason).toBe("RepositoryNotTrusted");
  });

  it("a repository key with another fingerprint", async () => {
    const { runtime } = site.status.packages;
    const repositories = [{ url: runtime, fingerprint: "A".repeat(40) }];
    const name = await repave(await profile("other-key", { repositories }));
    const { reason, message } = await site.failure(name);
    expect(reason).toBe("RepositoryNotTrusted");
    expect(message).toContain("if the owner changed the key, pin the new fingerprint");
  });

  it("a server that does not exist, until it does", async () => {
    await site.repave("early", "late");
    const early = await site.operation("early", "to wait", ({ status }) => status !== undefined);
    const object = { kind: "Server", namespace: NAMESPACE, name: "late" };
    const waitingFor = { reason: "ServerNotFound", object };
    expect(early.status).toMatchObject({ phase: "Pending", waitingFor });
    const late = site.manifest("Server", "server-1", { ipv4: "10.50.1.99", mac: undefined });
    await site.cluster.create({ ...late, metadata: { namespace: NAMESPACE, name: "late" } });
    await site.operation("early", "to go on", ({ status }) => status?.startTime !== undefined);
    await site.cluster.delete("Operation", "early", NAMESPACE);
  });

  it("a missing Secret, until it is there", async () => {
    const name = await repave(await profile("later", { sshCredentialsSecretRef: "later" }));
    const { status } = await site.operation(
      name,
      "to wait",
      o => o.status?.waitingFor !== undefined,
    );
    expect(status?.waitingFor).toMatchObject({
      reason: "SecretNotFound",
      object: { kind: "Secret", namespace: NAMESPACE, name: "later" },
    });
    await secret("later", { privateKey: "not a key" });
    expect((await site.failure(name, PROMPT_MS)).reason).toBe("InvalidCredentials");
  });

  it("a namespace whose Secrets are not ours to read, with the command that grants it", async () => {
    await site.cluster.delete("RoleBinding", "stargate-inventory", NAMESPACE);
    const name = await repave();
    const { status } = await site.operation(
      name,
      "to wait",
      o => o.status?.waitingFor !== undefined,
    );
    expect(status?.message).toContain(
      `kubectl create rolebinding stargate-inventory -n ${NAMESPACE}`,
    );
    await site.cluster.delete("Operation", name, NAMESPACE);
    await site.cluster.create(site.manifest("RoleBinding", "stargate-inventory"));
  });

  it("a router that is off, which holds up nobody who does not need it", async () => {
    await site.success("meanwhile");
    lab("machine", "stop", "router");
    const timeouts = { connectSeconds: 20, runSeconds: 900, nodeReadySeconds: 300 };
    const name = await repave(await profile("impatient", { timeouts }));
    await site.repave("unrelated", "nobody");
    const unrelated = ({ status }: { status?: object }): boolean => status !== undefined;
    await site.operation("unrelated", "to be judged", unrelated, PROMPT_MS);
    const { reason, message } = await site.failure(name);
    expect(reason).toBe("JumpUnreachable");
    expect(message).toContain("check that the router runs and that the tailnet reaches it");
    lab("machine", "start", "router");
  });

  it("and after all that, the server joins", async () => {
    await site.letGo("server-1");
    await site.cluster.create(site.manifest("Server", "server-1"));
    await site.success(await repave());
    await site.success(await repave(undefined, "server-2"));
  });
});

function allowSudo(line: string): void {
  const file = "/etc/sudoers.d/plain";
  lab("exec", "server-1", "--", "bash", "-c", `printf '%s\\n' "$0" >"$1"`, line, file);
}

function strangersKey(): string {
  const file = join(mkdtempSync(join(tmpdir(), "stargate-stranger-")), "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  return readFileSync(file, "utf8");
}
