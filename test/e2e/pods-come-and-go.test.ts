import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { x509Certificates } from "../../lib/adapters/x509/certificates";
import { WEBHOOK_HOSTS } from "../../lib/api/names";
import { Secret } from "../../lib/domain/secret";
import { certificatesOf } from "../../lib/domain/webhook-certificate/pem";
import { openLab } from "../../hack/lab/lab";
import { whileApplying } from "./world/applying";
import { deniedIn, keepAuditLog } from "./world/audit";
import { busyboxOn } from "./world/busybox";
import { lab, labStatus, outputOf, pidOf } from "./world/lab";
import { expectPodsToKeepSecrets } from "./world/pod-secrets";
import { ModulePods, type Pod } from "./world/module-pods";
import { kubectl, Release, uninstallRest } from "./world/release";
import { onlyRemain, USERS_OWN } from "./world/remains";
import { atStep, Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-pods";
const SERVERS = ["server-1", "server-2"] as const;
const MODULE = { namespace: "pepr-system" };

/** A lab beside that of the other tests, whose module runs in pods. */
const INSTANCE = `${openLab().instance.slice(0, 10)}-chart`;

/** Machines, the image, the chart's pods, and two joins. Measured: three minutes on an idle host. */
const SETUP_TIMEOUT_MS = 900_000;

/** What Pepr made of the module. */
const PEPRS_MANIFEST = "dist/pepr-module-stargate.yaml";

/** What a takeover by Helm leaves of it, and the documents have deleted. */
const PEPRS_REST = [
  ...["module", "tls", "api-path"].map(name => `secret/pepr-stargate-${name}`),
  "service/pepr-stargate-watcher",
];

/** The profile's own script: while it is at work on a server something happens to the module. */
const SCRIPT = join(__dirname, "world/at-work.sh");

/** More than the Lease of a leader and less than a kubelet's patience with a container that does not answer. */
const FREEZE_MS = 20_000;

/** How long the API server is away. Five minutes are the same story with another number, and are not in the gate. */
const AWAY_MS = Number(process.env["STARGATE_E2E_AWAY_SECONDS"] ?? 30) * 1000;

const RECOVERY_TIMEOUT_MS = 180_000;
const DAY_MS = 86_400_000;

describe("the chart's pods come and go, and two operations go on", () => {
  const instance = process.env["STARGATE_LAB"];
  const directory = mkdtempSync(join(tmpdir(), "pods-"));
  const manifest = join(directory, "server.json");
  const table: string[] = [];
  let site: Site;
  let pods: ModulePods;
  let release: Release;
  /** Digest of the image that the chart came with. */
  let first: string;

  beforeAll(async () => {
    process.env["STARGATE_LAB"] = INSTANCE;
    lab("up", "--in-cluster");
    // What `npx pepr deploy` applies, but for its build: the chart takes it over.
    kubectl("", "apply", "--server-side", "-f", "crds", "-f", "config", "-f", PEPRS_MANIFEST);
    lab("module", "deploy", "--chart");
    site = await Site.open(NAMESPACE, labStatus());
    pods = new ModulePods(site.cluster);
    release = await Release.open(site.status.kubeconfig);
    first = release.digest();
    for (const server of SERVERS) {
      await site.declareServer(server);
      await site.repave(`join-${server}`, server);
    }
    await Promise.all(SERVERS.map(server => site.success(`join-${server}`)));
    const twin = site.manifest("Server", "server-1", { ipv4: "10.50.1.9", mac: undefined });
    const metadata = { name: "asked-again", namespace: NAMESPACE };
    writeFileSync(manifest, JSON.stringify({ ...twin, metadata }));
  }, SETUP_TIMEOUT_MS);

  afterAll(async () => {
    console.log(
      ["fault: until one reconciles, until both operations have succeeded", ...table].join("\n"),
    );
    keepAuditLog(openLab(INSTANCE), "chart");
    // The lab goes, with all that is in it.
    lab("down", "--purge");
    process.env["STARGATE_LAB"] = instance;
    rmSync(directory, { recursive: true });
    release.close();
    await site.cluster.close();
  });

  /** While somebody applies: a change after which all pods have that image and none of the others is left. */
  async function changed(digest: string, change: () => void): Promise<void> {
    const said = await whileApplying(manifest, async () => {
      change();
      await pods.whole();
      await pods.allRun(digest);
    });
    expect(said.filter(line => line !== "ok")).toEqual([]);
    expect(said.length).toBeGreaterThan(2);
  }

  /** Two operations whose servers are at work for a while: what happens meanwhile, and what becomes of both. */
  async function during(fault: string, happen: () => Promise<void>): Promise<void> {
    await pods.whole();
    const name = fault.toLowerCase().replaceAll(/\W+/g, "-");
    // It runs again on a server only when it is another one.
    const customBootstrapScript = `${readFileSync(SCRIPT, "utf8")}# ${name}\n`;
    const profile = site.manifest("ProvisioningProfile", "lab", { customBootstrapScript });
    await site.cluster.create({ ...profile, metadata: { name, namespace: NAMESPACE } });
    for (const server of SERVERS) {
      await site.repave(`${name}-${server}`, server, name);
    }
    for (const server of SERVERS) {
      await site.operation(`${name}-${server}`, "to work", atStep("custom-script"));
    }
    const before = await pods.lease();
    const beganMs = Date.now();
    await happen();
    const operations = [];
    for (const server of SERVERS) {
      operations.push(await site.success(`${name}-${server}`));
    }
    const seconds = ((Date.now() - beganMs) / 1000).toFixed(0);
    const after = await pods.lease();
    const handover =
      after.holderIdentity === before.holderIdentity
        ? "the same one"
        : `${((Date.parse(after.acquireTime ?? "") - beganMs) / 1000).toFixed(1)} s`;
    table.push(`${fault}: ${handover}, ${seconds} s`);
    for (const [index, server] of SERVERS.entries()) {
      const journal = site.journal(server, operations[index]!);
      const applied = journal.filter(
        ({ event, step, state }) =>
          event === "step-finished" && step === "custom-script" && state === "Applied",
      );
      expect(applied).toHaveLength(1);
      const uid = operations[index]?.metadata?.uid ?? "";
      expect(outputOf(server, "cat", `/var/tmp/ran-${uid}`)).toBe("once\n");
    }
  }

  it("are the chart's alone where Pepr's were before", async () => {
    kubectl("", "delete", ...PEPRS_REST, "-n", MODULE.namespace);
    for (const { spec } of await pods.deployments()) {
      expect(spec.template.spec.containers).toHaveLength(1);
      expect(spec.template.spec.volumes).toBeUndefined();
    }
  });

  it("when the leader's pod is deleted", async () => {
    await during("leader deleted", async () => {
      await pods.delete(await pods.leader());
    });
  });

  it("when the leader is killed", async () => {
    await during("leader SIGKILL", async () => {
      pods.signal(await pods.leader(), "SIGKILL");
    });
  });

  it("when the leader is frozen past its Lease, and thaws", async () => {
    await during("leader SIGSTOP", async () => {
      const frozen = await pods.leader();
      pods.signal(frozen, "SIGSTOP");
      // A freeze has a length, so this wait is no poll.
      await pause(FREEZE_MS);
      pods.signal(frozen, "SIGCONT");
      await until("another one to lead", RECOVERY_TIMEOUT_MS, async () =>
        (await pods.leader()).metadata.uid === frozen.metadata.uid ? undefined : true,
      );
    });
  });

  it("when the release is upgraded, its CRDs before it, and nobody who applies notices", async () => {
    const digest = await release.makeNext();
    expect([digest === first, release.hasNextCrds()]).toEqual([false, false]);
    expect(release.applyNextCrds()).toBe(true);
    await during("upgrade", () => changed(digest, () => release.upgrade(digest)));
  });

  it("when the release is rolled back, and nobody who applies notices", async () => {
    await during("rollback", () => changed(first, () => release.rollback()));
    // What the newer version stored is not lost.
    expect(release.hasNextCrds()).toBe(true);
  });

  it("when one that judges goes, and nobody who applies notices", async () => {
    await during("admission deleted", async () => {
      const said = await whileApplying(manifest, async () => {
        await pods.delete((await pods.list("admission"))[0]);
        await pods.whole();
      });
      expect(said.filter(line => line !== "ok")).toEqual([]);
      expect(said.length).toBeGreaterThan(2);
    });
  });

  it("when the certificate of the webhooks has expired, and nobody who applies notices", async () => {
    const reference = { name: "stargate-webhook", ...MODULE };
    const stored = async (): Promise<Readonly<Record<string, string>>> => {
      const found = await site.cluster.get("Secret", reference.name, MODULE.namespace);
      const data = Object.entries(found?.["data"] as Record<string, string>);
      return Object.fromEntries(data.map(([key, value]) => [key, fromBase64(value)]));
    };
    // No operation asks the webhooks for anything while it runs, so none is needed here.
    const { "ca.crt": bundle = "", "ca.key": key = "" } = await stored();
    const authority = { certificate: certificatesOf(bundle)[0] ?? "", key: new Secret(key) };
    const pastMs = Date.now() - 100 * DAY_MS;
    const expired = x509Certificates.issueLeaf(authority, WEBHOOK_HOSTS, pastMs);
    const said = await whileApplying(manifest, async () => {
      await site.cluster.patch("Secret", reference, {
        stringData: { "tls.crt": expired.certificate, "tls.key": expired.key.reveal() },
      });
      await until("another certificate", RECOVERY_TIMEOUT_MS, async () =>
        (await stored())["tls.crt"] === expired.certificate ? undefined : true,
      );
    });
    expect(said.filter(line => line !== "ok")).toEqual([]);
  });

  it("and show no secret, nor write anything", () => expectPodsToKeepSecrets(site));

  it("are refused nothing by the API server", () => {
    // Before that one is killed: while it starts it knows of nobody's rights.
    expect(deniedIn([join(site.status.directory, "log/audit.log")])).toEqual([]);
  });

  it("when etcd is started again", async () => {
    await during("etcd SIGKILL", () => {
      process.kill(pidOf("etcd"), "SIGKILL");
      lab("up");
      return Promise.resolve();
    });
  });

  it("when the API server is away", async () => {
    await during(`API server away for ${AWAY_MS / 1000} s`, async () => {
      process.kill(pidOf("kube-apiserver"), "SIGKILL");
      // An outage has a length, so this wait is no poll.
      await pause(AWAY_MS);
      lab("up");
    });
    await pods.whole();
  });

  describe("are uninstalled, and nodes go on", () => {
    it("leave Servers and what is theirs, whose deletion waits for a module", async () => {
      await site.cluster.create(WORK);
      await until("work on a node", RECOVERY_TIMEOUT_MS, work);
      expect(uninstallRest().stderr).toContain("helm uninstall stargate -n pepr-system");
      release.uninstall();
      kubectl("", "delete", "server", "server-2", "-n", NAMESPACE, "--wait=false");
      expect(uninstallRest().stderr).toContain("2 Servers are still there");
      expect(await site.cluster.server("server-2", NAMESPACE)).toBeDefined();
    });

    it("leave what the documents name, once Servers are let go, and nothing else", async () => {
      const before = await work();
      const { code, stderr } = uninstallRest("--keep-nodes");
      expect({ code, stderr }).toMatchObject({ code: 0 });
      await onlyRemain([...SERVERS.map(name => `Node ${name}`), ...USERS_OWN]);
      expect(await work()).toEqual(before);
      const nodes = SERVERS.map(name => `node/${name}`);
      kubectl("", "wait", "--for=condition=Ready", "--timeout=30s", ...nodes);
    });

    /** The container that does the work, if it runs: its ID would be another one after a restart. */
    async function work(): Promise<string | undefined> {
      const pod = await site.cluster.get("Pod", WORK.metadata.name, "default");
      const { containerStatuses } = (pod as Pod | undefined)?.status ?? {};
      return containerStatuses?.[0]?.containerID;
    }
  });
});

/** Somebody's pod on a node that was joined. */
const WORK = busyboxOn(SERVERS[0], { name: "work", namespace: "default" }, ["sleep", "1d"]);

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString();
}
