import { readFileSync } from "node:fs";
import { join } from "node:path";
import { conditionOf } from "../../lib/domain/conditions";
import type { Server } from "../../lib/api/server.generated";
import { FOREIGN, SITE } from "./a-server-leaves/of-others";
import type { Manifest } from "./world/cluster";
import { fed, lab, onMachine, outputOf } from "./world/lab";
import { Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-leaves";

/** A Server's status follows its operations within that. */
const SETTLE_MS = 30_000;

/** A machine that boots, and its kubelet's first tries. */
const BOOT_MS = 120_000;

/** Runs a script of this story on a machine; its lines. */
function told(machine: string, script: string): readonly string[] {
  const text = readFileSync(join(__dirname, "a-server-leaves", script), "utf8");
  const { code, stdout, stderr } = fed(text, "lab", "exec", machine, "--", "bash", "-s");
  if (code !== 0) {
    throw new Error(`${script} ended with ${String(code)}: ${stderr}`);
  }
  return stdout
    .split("\n")
    .map(line => line.trim())
    .filter(line => line !== "")
    .sort();
}

describe("a server leaves", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    await site.declareServer("server-1");
    await site.repave("join", "server-1");
    await site.success("join");
  });

  afterAll(async () => {
    await site.close();
  });

  async function server(name: string, isSo: (server: Server) => boolean): Promise<Server> {
    const look = (): Promise<Server> => site.cluster.server(name, NAMESPACE);
    return await until(
      `Server ${name} to follow`,
      SETTLE_MS,
      async () => {
        const found = await look();
        return isSo(found) ? found : undefined;
      },
      look,
    );
  }

  const isPending = ({ status }: Server) => status?.state === "pending";

  it("clean and proven so: residue of each kind is gone, and what is somebody else's survives", async () => {
    told("server-1", "plant.sh");
    await site.order("leave", "server-1", { operation: "reset" });
    const operation = await site.success("leave");
    expect(operation.status?.steps?.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "leave Applied",
      "release Applied",
    ]);
    expect(conditionOf<"Operation">(operation.status?.conditions, "Drained")?.status).toBe("True");
    expect(told("server-1", "what-is-left.sh")).toEqual(SITE);
    expect(await site.cluster.get("Node", "server-1")).toBeUndefined();
    const { status } = await server("server-1", isPending);
    expect(status).not.toHaveProperty("nodeName");
    expect(status).not.toHaveProperty("podCIDR");
    expect(status).not.toHaveProperty("appliedProvisioningProfile");
    expect(status?.machineID).toBe(outputOf("server-1", "cat", "/etc/machine-id").trim());
    expect(conditionOf<"Server">(status?.conditions, "Ready")?.reason).toBe("NotProvisioned");
  });

  it("and once more, when there is nothing to do", async () => {
    await site.order("leave-again", "server-1", { operation: "reset" });
    const operation = await site.success("leave-again");
    expect(operation.status?.steps?.map(({ state }) => state)).toEqual(["Unchanged", "Unchanged"]);
    expect(told("server-1", "what-is-left.sh")).toEqual(SITE);
  });

  it("and joins again under its name", async () => {
    await site.repave("again", "server-1");
    const operation = await site.success("again");
    const leftovers = operation.status?.steps?.find(({ name }) => name === "leftovers");
    expect(leftovers?.state).toBe("Unchanged");
    expect(await site.cluster.get("Node", "server-1")).toBeDefined();
  });

  it("and under another one", async () => {
    await site.order("leave-for-good", "server-1", { operation: "reset" });
    await site.success("leave-for-good");
    await site.cluster.delete("Server", "server-1", NAMESPACE);
    const other = site.manifest("Server", "server-1");
    await site.cluster.create({ ...other, metadata: { ...other.metadata, name: "other" } });
    await site.repave("as-other", "other");
    await site.success("as-other");
    expect(await site.cluster.get("Node", "other")).toBeDefined();
    expect(await site.cluster.get("Node", "server-1")).toBeUndefined();
    await site.order("other-leaves", "other", { operation: "reset" });
    await site.success("other-leaves");
    expect(await site.cluster.get("Node", "other")).toBeUndefined();
  });

  it("what a lost membership left is removed before it joins", async () => {
    told("server-2", "plant.sh");
    await site.declareServer("server-2");
    await site.repave("over-leftovers", "server-2");
    const operation = await site.success("over-leftovers");
    const leftovers = operation.status?.steps?.find(({ name }) => name === "leftovers");
    expect(leftovers?.state).toBe("Applied");
    const left = told("server-2", "what-is-left.sh").join("\n");
    expect(left).not.toMatch(
      /cilium|flannel|cali|kube-ipvs0|lxc0|CNI-0a1b|KUBE-OLD|cni-old|old\.crt|networks\/cbr0/,
    );
    expect(left).toContain("link br-site");
    expect(left).toContain("iptables :SITE -");
    await site.order("back", "server-2", { operation: "reset" });
    await site.success("back");
    expect(told("server-2", "what-is-left.sh")).toEqual(SITE);
  });

  it("a Node of its name on another machine survives a repave and a reset (F30)", async () => {
    await site.cluster.create(FOREIGN);
    const before = await site.cluster.get("Node", "server-2");
    await site.repave("refused", "server-2");
    expect((await site.failure("refused")).reason).toBe("NodeIdentityMismatch");
    await site.order("cleaned", "server-2", { operation: "reset" });
    expect((await site.success("cleaned")).status?.message).toContain("another one, and stays");
    const after = await site.cluster.get("Node", "server-2");
    expect(idOf(after)).toBe(idOf(before));
    expect(after?.["spec"]).not.toHaveProperty("unschedulable");
    await site.cluster.delete("Server", "server-2", NAMESPACE);
    expect(idOf(await site.cluster.get("Node", "server-2"))).toBe(idOf(before));
    await site.cluster.delete("Node", "server-2");
  });

  it("and goes with its Server, once it is clean and its Node is gone", async () => {
    await site.declareServer("server-2");
    await site.repave("to-be-deleted", "server-2");
    await site.success("to-be-deleted");
    const uid = (await site.cluster.server("server-2", NAMESPACE)).metadata?.uid ?? "";
    await site.cluster.delete("Server", "server-2", NAMESPACE);
    expect(await site.cluster.get("Node", "server-2")).toBeUndefined();
    expect(told("server-2", "what-is-left.sh")).toEqual(SITE);
    const reset = await site.success(`reset-server-2-${uid.slice(0, 8)}`);
    expect(reset.spec.operation).toBe("reset");
  });

  it("and is let go of when its host is dead, with the reason on record", async () => {
    await site.declareServer("server-2");
    await site.repave("to-die", "server-2");
    await site.success("to-die");
    lab("machine", "stop", "server-2");
    const annotations = { "stargate.io/skip-cleanup": "burnt down" };
    const key = { name: "server-2", namespace: NAMESPACE };
    await site.cluster.patch("Server", key, { metadata: { annotations } });
    await site.cluster.delete("Server", "server-2", NAMESPACE);
    expect(await site.cluster.get("Node", "server-2")).toBeUndefined();
    await until("the reason to be told", SETTLE_MS, async () =>
      (await site.cluster.list("Event", NAMESPACE)).some(
        event =>
          event["reason"] === "CleanupSkipped" && String(event["message"]).includes("burnt down"),
      )
        ? true
        : undefined,
    );
  });

  it("and does not come back by itself when it boots again", async () => {
    lab("machine", "start", "server-2");
    await until("its kubelet to be told", BOOT_MS, () => {
      const journal = ["journalctl", "--unit=kubelet", "--boot", "--no-pager", "--output=cat"];
      const said = onMachine("server-2", ...journal).stdout;
      return Promise.resolve(said.includes("Stargate has forgotten machine") ? true : undefined);
    });
    expect(await site.cluster.get("Node", "server-2")).toBeUndefined();
  });

  it("but when a Server repaves it", async () => {
    await site.declareServer("server-2");
    await site.repave("wanted-again", "server-2");
    await site.success("wanted-again");
    expect(await site.cluster.get("Node", "server-2")).toBeDefined();
  });

  it("and stays forgotten when a Server under another name fails to repave it", async () => {
    await site.letGo("server-2");
    const { metadata, ...heir } = site.manifest("Server", "server-2");
    await site.cluster.create({ ...heir, metadata: { ...metadata, name: "heir" } });
    const lacking = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion: "1.34.99" });
    await site.cluster.create({ ...lacking, metadata: { namespace: NAMESPACE, name: "lacking" } });
    await site.repave("fails", "heir", "lacking");
    expect((await site.failure("fails")).reason).toBe("VersionNotAvailable");
    expect(await forgotten()).toHaveLength(2);
    lab("exec", "server-2", "--", "systemctl", "restart", "kubelet");
    await until("its kubelet to be told again", BOOT_MS, () => {
      const journal = [
        "journalctl",
        "--unit=kubelet",
        "--since=-20s",
        "--no-pager",
        "--output=cat",
      ];
      const said = onMachine("server-2", ...journal).stdout;
      return Promise.resolve(said.includes("Stargate has forgotten machine") ? true : undefined);
    });
    expect(await site.cluster.get("Node", "server-2")).toBeUndefined();
  });

  it("until that succeeds: then what it was is gone from it", async () => {
    await site.repave("inherits", "heir", "lab");
    const operation = await site.success("inherits");
    const leftovers = operation.status?.steps?.find(({ name }) => name === "leftovers");
    expect(leftovers?.state).toBe("Applied");
    expect(await site.cluster.get("Node", "heir")).toBeDefined();
    expect(await site.cluster.get("Node", "server-2")).toBeUndefined();
    expect(await forgotten()).toEqual([]);
  });

  it("and never holds up a namespace that goes, whatever went first (F34)", async () => {
    await site.cluster.delete("ProvisioningProfile", "lab", NAMESPACE);
    for (const { metadata } of await site.cluster.list("Secret", NAMESPACE)) {
      await site.cluster.delete("Secret", metadata.name, NAMESPACE);
    }
    // Within the minute for which that waits.
    await site.cluster.delete("Namespace", NAMESPACE);
    expect(await site.cluster.get("Node", "heir")).toBeUndefined();
  });

  /** Entries of the machines of this story that are forgotten, and of what they may become. */
  async function forgotten(): Promise<readonly string[]> {
    const machineID = onMachine("server-2", "cat", "/etc/machine-id").stdout.trim();
    const list = await site.cluster.get("ConfigMap", "stargate-forgotten", "pepr-system");
    return Object.keys((list?.["data"] ?? {}) as object).filter(key => key.includes(machineID));
  }
});

function idOf(manifest: Manifest | undefined): string | undefined {
  return (manifest?.metadata as { readonly uid?: string } | undefined)?.uid;
}
