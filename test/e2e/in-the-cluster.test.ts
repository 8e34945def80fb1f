import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openLab } from "../../hack/lab/lab";
import { deniedIn, keepAuditLog } from "./world/audit";
import type { Manifest } from "./world/cluster";
import { type Ended, fed, lab, labStatus, npm, onMachine } from "./world/lab";
import { uninstallRest } from "./world/release";
import { onlyRemain, USERS_OWN } from "./world/remains";
import { atStep, Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-in-cluster";

/** A lab beside that of the other tests, whose module runs in pods. */
const PODS = `${openLab().instance.slice(0, 11)}-pods`;

/** Pepr builds the module with a look at every file. Measured: two minutes, and six on a host at a load of 14. */
const SETUP_TIMEOUT_MS = 900_000;

const AUTHORIZED_KEYS = "/home/ubuntu/.ssh/authorized_keys";

/** What is made for the address of a router that nobody declared. */
const ADOPTED = "router-100-64-0-10";

/** A new pod, and the Lease of one that could not give it back. */
const RECOVERY_TIMEOUT_MS = 300_000;

/** A first contact, and a look at who else is of that address. */
const TAKEOVER_TIMEOUT_MS = 120_000;

interface Pod extends Manifest {
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { image: string }[] };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

describe("the module in pods", () => {
  const instance = process.env["STARGATE_LAB"];
  let demo: Ended;
  let site: Site;

  beforeAll(async () => {
    process.env["STARGATE_LAB"] = PODS;
    lab("up", "--in-cluster", "--servers", "1");
    demo = npm("demo", "--in-cluster");
    // The demo's pods have no controller, and nobody may lose them; a namespace that goes takes the credentials along.
    for (const what of [
      ["pods", "--all", "--now"],
      ["server", "server-1"],
      ["namespace", "dc-1"],
    ]) {
      lab(...["exec", "cp", "--", "kubectl", "delete", "-n", "dc-1", ...what]);
    }
    site = await Site.open(NAMESPACE, labStatus());
    // As the original's manifests have it: of the router a Server has the address, and it takes the servers' key.
    await site.cluster.delete("Router", "router", NAMESPACE);
    const key = readFileSync(`${site.status.ssh.serverKey}.pub`, "utf8");
    fed(key, "lab", "exec", "router", "--", "tee", "--append", AUTHORIZED_KEYS);
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    await site.close();
    keepAuditLog(openLab(PODS), "pods");
    lab("down", "--purge");
    process.env["STARGATE_LAB"] = instance;
  });

  const pods = async (): Promise<readonly Pod[]> =>
    (await site.cluster.list("Pod", "pepr-system")) as readonly Pod[];

  const watcher = async (): Promise<string | undefined> =>
    (await pods())
      .map(({ metadata }) => metadata.name)
      .find(name => name.startsWith("pepr-stargate-watcher-"));

  it("are deployed by Pepr's own command and do the demo", () => {
    expect([demo.code, demo.stderr.includes("FAILED")]).toEqual([0, false]);
    expect(demo.stdout.trimEnd().split("\n").at(-1)).toMatch(
      /^demo ok: 1 servers are Ready nodes, \d+ s in all$/,
    );
  });

  it("are two that judge and one that acts, all Ready, on the cluster's own node", async () => {
    const found = await pods();
    const names = found.map(({ metadata }) => metadata.name.replace(/(-[a-z0-9]+){2}$/, ""));
    expect(names.sort()).toEqual(["pepr-stargate", "pepr-stargate", "pepr-stargate-watcher"]);
    expect(found.map(({ spec }) => spec.nodeName)).toEqual(["mx-1", "mx-1", "mx-1"]);
    const ready = found.map(({ status }) =>
      status?.conditions?.some(each => each.type === "Ready" && each.status === "True"),
    );
    expect(ready).toEqual([true, true, true]);
  });

  it("gave the server back clean when its Server was deleted", async () => {
    expect(await site.cluster.get("Node", "server-1")).toBeUndefined();
    expect(onMachine("server-1", "ls", "/etc/kubernetes/kubelet.conf").code).not.toBe(0);
  });

  it("are asked through their Service: objects are completed, and refused for others there are", async () => {
    await site.declareServer("server-1", { mac: "02-00-0A-32-01-05" });
    const server = await site.cluster.server("server-1", NAMESPACE);
    expect(server.spec.mac).toBe("02:00:0a:32:01:05");
    const twin = site.manifest("Server", "server-1", { mac: undefined });
    const refused = site.cluster.create({
      ...twin,
      metadata: { name: "twin", namespace: NAMESPACE },
    });
    await expect(refused).rejects.toThrow(/pepr-stargate.*is also the address of Server/s);
  });

  it("lose nothing of an operation when the one at work on it is deleted", async () => {
    await site.repave("join", "server-1");
    await site.operation("join", "to install", atStep("kubernetes-packages"));
    const before = await watcher();
    await site.cluster.delete("Pod", before ?? "", "pepr-system");
    const operation = await site.success("join", RECOVERY_TIMEOUT_MS);
    expect(await watcher()).not.toBe(before);
    const journal = site.journal("server-1", operation);
    expect(journal.filter(({ event }) => event === "run-started")).toHaveLength(1);
    expect(operation.status?.steps?.map(({ attempts }) => attempts)).toEqual(
      operation.status?.steps?.map(() => 1),
    );
    expect((await site.cluster.server("server-1", NAMESPACE)).status?.state).toBe("ready");
  });

  it("go through a Router that they made, until one is declared", async () => {
    expect(await site.cluster.get("Router", ADOPTED, NAMESPACE)).toBeDefined();
    const metadata = { name: "stargate-router-ssh", namespace: "pepr-system" };
    await site.cluster.put({ ...site.manifest("Secret", "router-ssh"), metadata });
    const byDefault = { sshCredentialsSecretRef: undefined };
    await site.cluster.create(site.manifest("Router", "router", byDefault));
    await until("the declared Router to have a key", TAKEOVER_TIMEOUT_MS, async () => {
      const { status } = await site.cluster.router("router", NAMESPACE);
      return status?.hostKeys;
    });
    // It is looked at each five minutes, and when it is changed.
    const adopted = { name: ADOPTED, namespace: NAMESPACE };
    await site.cluster.patch("Router", adopted, { spec: { sshPort: 22 } });
    await until(`Router ${ADOPTED} to be gone`, TAKEOVER_TIMEOUT_MS, async () =>
      (await site.cluster.get("Router", ADOPTED, NAMESPACE)) === undefined ? true : undefined,
    );
    await site.repave("again", "server-1");
    await site.success("again");
  });

  it("are refused nothing by the API server", () => {
    expect(deniedIn([join(site.status.directory, "log/audit.log")])).toEqual([]);
  });

  it("are uninstalled when no Server is left, and nothing of them is", async () => {
    expect(uninstallRest().stderr).toContain("1 Servers are still there");
    await site.cluster.delete("Server", "server-1", NAMESPACE);
    const { code, stderr } = uninstallRest();
    expect({ code, stderr }).toMatchObject({ code: 0 });
    await onlyRemain(["Secret pepr-system/stargate-router-ssh", ...USERS_OWN]);
  });
});
