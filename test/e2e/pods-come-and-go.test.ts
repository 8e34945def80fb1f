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
import type { Manifest } from "./world/cluster";
import { lab, labStatus, outputOf, pidOf } from "./world/lab";
import { expectPodsToKeepSecrets } from "./world/pod-secrets";
import { atStep, Site } from "./world/site";
import { until } from "./world/until";

const NAMESPACE = "e2e-pods";
const SERVERS = ["server-1", "server-2"] as const;
const MODULE = { namespace: "pepr-system" };

/** A lab beside that of the other tests, whose module runs in pods. */
const INSTANCE = `${openLab().instance.slice(0, 10)}-chart`;

/** Machines, the image, the chart's pods, and two joins. Measured: three minutes on an idle host. */
const SETUP_TIMEOUT_MS = 900_000;

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

  beforeAll(async () => {
    process.env["STARGATE_LAB"] = INSTANCE;
    lab("up", "--in-cluster");
    lab("module", "deploy", "--chart");
    site = await Site.open(NAMESPACE, labStatus());
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
    // The lab goes, with all that is in it.
    await site.cluster.close();
    lab("down", "--purge");
    process.env["STARGATE_LAB"] = instance;
    rmSync(directory, { recursive: true });
  });

  const pods = async (part: Part): Promise<readonly Pod[]> =>
    ((await site.cluster.list("Pod", MODULE.namespace)) as readonly Pod[]).filter(
      ({ metadata }) => metadata.labels?.["app.kubernetes.io/component"] === part,
    );

  async function lease(): Promise<Lease["spec"]> {
    const found = await site.cluster.get("Lease", "stargate-leader", MODULE.namespace);
    return (found as unknown as Lease).spec;
  }

  async function leader(): Promise<Pod> {
    const { holderIdentity = "" } = await lease();
    const found = (await pods("watcher")).find(({ metadata }) =>
      holderIdentity.startsWith(`${metadata.name}_`),
    );
    if (found === undefined) {
      throw new Error(`no pod leads: ${holderIdentity}`);
    }
    return found;
  }

  /** Sends a signal to the one process of a pod, as only its node can. */
  function signal(pod: Pod, name: string): void {
    const id = pod.status?.containerStatuses?.[0]?.containerID?.split("//")[1] ?? "";
    lab("exec", "mx-1", "--", ...["ctr", "-n", "k8s.io", "tasks", "kill", "-s", name, id]);
  }

  /** Until both Deployments have all their pods, and those are Ready. */
  async function whole(): Promise<void> {
    for (const name of ["pepr-stargate", "pepr-stargate-watcher"]) {
      await until(`Deployment ${name} to be whole`, RECOVERY_TIMEOUT_MS, async () => {
        const found = await site.cluster.get("Deployment", name, MODULE.namespace);
        return isWhole(found as unknown as Deployment) ? true : undefined;
      });
    }
  }

  /** Two operations whose servers are at work for a while: what happens meanwhile, and what becomes of both. */
  async function during(fault: string, happen: () => Promise<void>): Promise<void> {
    await whole();
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
    const before = await lease();
    const beganMs = Date.now();
    await happen();
    const operations = [];
    for (const server of SERVERS) {
      operations.push(await site.success(`${name}-${server}`));
    }
    const seconds = ((Date.now() - beganMs) / 1000).toFixed(0);
    const after = await lease();
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

  it("when the leader's pod is deleted", async () => {
    await during("leader deleted", async () => {
      await site.cluster.delete("Pod", (await leader()).metadata.name, MODULE.namespace);
    });
  });

  it("when the leader is killed", async () => {
    await during("leader SIGKILL", async () => {
      signal(await leader(), "SIGKILL");
    });
  });

  it("when the leader is frozen past its Lease, and thaws", async () => {
    await during("leader SIGSTOP", async () => {
      const frozen = await leader();
      signal(frozen, "SIGSTOP");
      // A freeze has a length, so this wait is no poll.
      await pause(FREEZE_MS);
      signal(frozen, "SIGCONT");
      await until("another one to lead", RECOVERY_TIMEOUT_MS, async () =>
        (await leader()).metadata.uid === frozen.metadata.uid ? undefined : true,
      );
    });
  });

  it("when every pod is replaced by one of a new version, and nobody who applies notices", async () => {
    await during("rollout", async () => {
      const said = await whileApplying(manifest, async () => {
        for (const name of ["pepr-stargate", "pepr-stargate-watcher"]) {
          const annotations = { version: "new" };
          const reference = { name, ...MODULE };
          await site.cluster.patch("Deployment", reference, {
            spec: { template: { metadata: { annotations } } },
          });
        }
        await whole();
      });
      expect(said.filter(line => line !== "ok")).toEqual([]);
      expect(said.length).toBeGreaterThan(2);
    });
  });

  it("when one that judges goes, and nobody who applies notices", async () => {
    await during("admission deleted", async () => {
      const said = await whileApplying(manifest, async () => {
        const [one] = await pods("admission");
        await site.cluster.delete("Pod", one?.metadata.name ?? "", MODULE.namespace);
        await whole();
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
    await during("certificate expired", async () => {
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
    await whole();
  });

  it("and none of them shows a secret, or writes anything", () => expectPodsToKeepSecrets(site));
});

type Part = "admission" | "watcher";

type Pod = Manifest & {
  readonly metadata: { readonly uid?: string };
  readonly status?: { readonly containerStatuses?: readonly { readonly containerID?: string }[] };
};

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
  };
}

interface Lease {
  readonly spec: { readonly holderIdentity?: string; readonly acquireTime?: string };
}

/** Both pods are Ready and of the last version, and no other one is left. */
function isWhole({ metadata, status }: Deployment): boolean {
  const counts = [status.replicas, status.readyReplicas, status.updatedReplicas];
  return status.observedGeneration === metadata.generation && counts.every(count => count === 2);
}

function fromBase64(text: string): string {
  return Buffer.from(text, "base64").toString();
}
