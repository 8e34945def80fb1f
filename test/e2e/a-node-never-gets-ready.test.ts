import { lab } from "./world/lab";
import { Site } from "./world/site";

const NAMESPACE = "e2e-unready";
const NODE_READY_SECONDS = 45;

describe("F29: a server whose steps all succeed, and whose Node", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1");
    // Nobody brings a pod network, so no Node gets Ready.
    const manifest = site.manifest("ProvisioningProfile", "lab", {
      cni: "cluster",
      timeouts: { nodeReadySeconds: NODE_READY_SECONDS },
    });
    const metadata = { namespace: NAMESPACE, name: "no-network" };
    await site.cluster.create({ ...manifest, metadata });
  });

  afterAll(async () => {
    await site.pristine("server-1");
    await site.close();
  });

  /** Orders a repave, and waits until its Node is waited for. */
  async function untilNodeIsAwaited(name: string): Promise<void> {
    await site.repave(name, "server-1", "no-network");
    await site.operation(name, "to wait for its Node", ({ status }) => {
      const node = status?.conditions?.find(({ type }) => type === "NodeReady");
      return node?.reason === "NodeNotReady";
    });
  }

  it("is not Ready: the operation fails in the kubelet's words, and the Server is not ready", async () => {
    await untilNodeIsAwaited("unready");
    const { reason, message, status } = await site.failure("unready");
    expect(reason).toBe("NodeNotReady");
    expect(message).toMatch(/^Node server-1 is not Ready: .*(cni|network plugin).*, 45 s after/i);
    expect(status?.conditions).toContainEqual(
      expect.objectContaining({ type: "Bootstrapped", status: "True" }),
    );
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.status?.conditions).toContainEqual(
      expect.objectContaining({ type: "Ready", status: "False" }),
    );
  });

  it("is gone: the operation fails, and never succeeds on what it saw before", async () => {
    await untilNodeIsAwaited("gone");
    lab("exec", "server-1", "--", "systemctl", "stop", "kubelet");
    await site.cluster.delete("Node", "server-1");
    const { reason, message } = await site.failure("gone");
    expect(reason).toBe("NodeNotRegistered");
    expect(message).toContain("no Node server-1 is registered, 45 s after the run");
  });
});
