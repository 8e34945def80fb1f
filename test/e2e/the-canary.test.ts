import { readFileSync } from "node:fs";
import type { Operation } from "../../lib/api/operation.generated";
import { dataOf, hits, keyLines } from "./world/canaries";
import { fed, labStatus, onMachine } from "./world/lab";
import { atStep, Site } from "./world/site";

const NAMESPACE = "e2e-canary";

/** Everything that users and logs see. */
const KINDS = ["Server", "ProvisioningProfile", "Operation", "Router", "Event"] as const;

describe("no secret is seen anywhere (checklist 17 and 18)", () => {
  let site: Site;
  /** Pieces of every secret that was in use: lines of private keys, and the secret halves of tokens. */
  const canaries = new Set<string>();

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1", "server-2");
    for (const secret of await site.cluster.list("Secret", NAMESPACE)) {
      keyLines(dataOf(secret)["privateKey"]).forEach(line => canaries.add(line));
    }
    expect(canaries.size).toBeGreaterThan(4);
    for (const server of ["server-1", "server-2"]) {
      await site.declareServer(server);
    }
  });

  afterAll(async () => {
    await site.close();
  });

  /** Notes the token that was minted for the operation. */
  async function noteToken(operation: Operation): Promise<void> {
    const secrets = await site.cluster.list("Secret", "kube-system");
    const minted = secrets.find(({ metadata }) => {
      const { labels = {} } = metadata as { labels?: Record<string, string> };
      return labels["stargate.io/operation"] === operation.metadata?.uid;
    });
    const half = dataOf(minted)["token-secret"];
    expect(half).toHaveLength(16);
    canaries.add(half ?? "");
  }

  it("while a run is at work, in no process of the server", async () => {
    await site.repave("good", "server-1");
    for (const step of ["containerd", "kubernetes-packages", "join", "kubelet"]) {
      const operation = await site.operation("good", `to come to ${step}`, atStep(step));
      if (step === "containerd") {
        await noteToken(operation);
      }
      expect(hits("server-1", ["processes"], canaries)).toEqual([]);
    }
    await site.success("good");
  });

  it("when a script of the user prints the token and fails, in no status, Event or log", async () => {
    const profile = site.manifest("ProvisioningProfile", "lab", {
      customBootstrapScript: "cat /run/stargate/*/join.yaml\nsleep 5\nexit 3\n",
    });
    await site.cluster.create({ ...profile, metadata: { ...profile.metadata, name: "leaky" } });
    await site.repave("bad", "server-2", "leaky");
    await noteToken(await site.operation("bad", "to run the script", atStep("custom-script")));
    const { reason, status } = await site.failure("bad");
    expect(reason).toBe("CustomScriptFailed");
    expect(status?.logTail).toContain("tlsBootstrapToken: [redacted]");
  });

  it("afterwards, in no file of a server or router, but the log that the user's own script wrote", () => {
    const found = ["server-1", "server-2", "router"].flatMap(machine =>
      hits(machine, ["files"], canaries).map(file => `${machine} ${file}`),
    );
    expect(found.filter(file => !/^server-2 .*\/runs\/[^/]+\/output\.log$/.test(file))).toEqual([]);
    expect(onMachine("server-1", "ls", "/run/stargate").stdout.trim()).toBe("");
  });

  it("afterwards, in no object, log or process of the control plane", async () => {
    const seen: string[] = [];
    const search = (where: string, text: string): void => {
      seen.push(...[...canaries].filter(canary => text.includes(canary)).map(() => where));
    };
    for (const kind of KINDS) {
      search(kind, JSON.stringify(await site.cluster.list(kind, NAMESPACE)));
    }
    search("ConfigMap", JSON.stringify(await site.cluster.list("ConfigMap", "pepr-system")));
    for (const { name, pid, log } of labStatus().processes) {
      search(`${name} log`, readFileSync(log, "utf8"));
      for (const file of pid > 0 ? ["cmdline", "environ"] : []) {
        search(`${name} ${file}`, readFileSync(`/proc/${pid}/${file}`, "utf8"));
      }
    }
    expect(seen).toEqual([]);
  });

  it("would be found: the scan sees a secret that is there", () => {
    const [canary = ""] = canaries;
    fed(canary, "lab", "exec", "server-1", "--", "tee", "/tmp/planted");
    expect(hits("server-1", ["files"], canaries)).toContain("/tmp/planted");
    onMachine("server-1", "rm", "/tmp/planted");
  });
});
