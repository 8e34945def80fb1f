import { onMachine } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-reinstalled";

describe("a server was reinstalled and has another host key", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1", { hostKeys: undefined });
    await site.repave("first", "server-1");
    await site.success("first");
    onMachine("server-1", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "/root/fresh");
    onMachine("server-1", "mv", "/root/fresh", "/etc/ssh/ssh_host_ed25519_key");
    onMachine("server-1", "mv", "/root/fresh.pub", "/etc/ssh/ssh_host_ed25519_key.pub");
    onMachine("server-1", "systemctl", "restart", "ssh");
  });

  afterAll(async () => {
    await site.pristine("server-1");
    await site.close();
  });

  it("is refused before anything is sent (F19), and taken when an operation may renew the key", async () => {
    await site.repave("refused", "server-1");
    const { reason, message } = await site.failure("refused");
    expect(reason).toBe("HostKeyMismatch");
    expect(message).toContain("which is not the recorded one");
    expect(message).toContain("repeat with an Operation that has renewHostKey: true");
    await site.cluster.create({
      apiVersion: "stargate.io/v1alpha1",
      kind: "Operation",
      metadata: { name: "renewing", namespace: NAMESPACE },
      spec: { serverRef: { name: "server-1" }, operation: "repave", renewHostKey: true },
    });
    const operation = await site.success("renewing");
    const server = await site.cluster.server("server-1", NAMESPACE);
    const key = onMachine("server-1", "cat", "/etc/ssh/ssh_host_ed25519_key.pub").stdout;
    expect(server.status?.hostKeys).toEqual([key.split(" ").slice(0, 2).join(" ")]);
    expect(operation.status?.renewedHostKey).toMatch(/^SHA256:/);
    const events = await site.cluster.list("Event", NAMESPACE);
    const renewed = events.find(event => event["reason"] === "HostKeyRenewed");
    expect(renewed?.["message"]).toMatch(/ recorded SHA256:\S{43} in place of SHA256:\S{43}$/);
    // The next one insists on the new key as on any other.
    await site.repave("next", "server-1");
    await site.success("next");
  });
});
