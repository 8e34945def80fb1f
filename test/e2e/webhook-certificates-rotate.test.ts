import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { x509Certificates } from "../../lib/adapters/x509/certificates";
import { WEBHOOK_HOSTS } from "../../lib/api/names";
import { Secret } from "../../lib/domain/secret";
import { certificatesOf } from "../../lib/domain/webhook-certificate/pem";
import { listenAddress, metricsPort } from "../../hack/lab/module/parts";
import { CONTROL_PLANE_ADDRESS } from "../../hack/lab/topology";
import { grantWebhookRights, revokeWebhookRights } from "../contract/webhook-rights";
import { whileApplying } from "./world/applying";
import { Cluster } from "./world/cluster";
import { lab, labStatus, outputOf } from "./world/lab";
import { until } from "./world/until";

const NAMESPACE = "e2e-certificates";

const SECRET = "stargate-webhook";

const DAY_MS = 86_400_000;

/** A look each minute, and the time that API servers get, twice for an authority. */
const ROTATION_TIMEOUT_MS = 150_000;

const SCRIPTS = join(__dirname, "world");

const SERVER = {
  apiVersion: "stargate.io/v1alpha1",
  kind: "Server",
  metadata: { name: "server-1", namespace: NAMESPACE },
  spec: { ipv4: "10.50.1.5", routerIP: "100.64.0.1" },
};

describe("the certificate of the webhooks", () => {
  const directory = mkdtempSync(join(tmpdir(), "certificates-"));
  const manifest = join(directory, "server.json");
  let cluster: Cluster;

  beforeAll(async () => {
    writeFileSync(manifest, JSON.stringify(SERVER));
    lab("up");
    grantWebhookRights();
    cluster = new Cluster(labStatus().kubeconfig);
    await cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
    await cluster.delete("Secret", SECRET, "pepr-system");
    lab("module", "start", "admission", "--webhook-secret", SECRET);
  });

  afterAll(async () => {
    lab("module", "start", "admission");
    await cluster.delete("Secret", SECRET, "pepr-system");
    await cluster.delete("Namespace", NAMESPACE);
    revokeWebhookRights();
    await cluster.close();
    rmSync(directory, { recursive: true });
  });

  async function stored(): Promise<Readonly<Record<string, string>>> {
    const found = await cluster.get("Secret", SECRET, "pepr-system");
    return Object.fromEntries(
      Object.entries((found?.["data"] ?? {}) as Record<string, string>).map(([name, value]) => [
        name,
        Buffer.from(value, "base64").toString(),
      ]),
    );
  }

  /** What somebody who connects now is shown, in one spelling. */
  function shown(): string | undefined {
    const script = join(SCRIPTS, "shown-certificate.sh");
    return certificatesOf(outputOf("cp", "bash", script, listenAddress("admission")))[0];
  }

  it("is made, trusted and shown before anybody asks", async () => {
    const entries = await stored();
    expect(shown()).toBe(certificatesOf(entries["tls.crt"] ?? "")[0]);
    expect(certificatesOf(entries["ca.crt"] ?? "").length).toBeGreaterThan(1);
    const metrics = outputOf(
      "cp",
      "curl",
      "-s",
      `http://${CONTROL_PLANE_ADDRESS}:${metricsPort("admission")}/metrics`,
    );
    expect(metrics).toMatch(/^stargate_webhook_certificate_expiry_timestamp_seconds \d{10}/m);
  });

  it("is renewed without one request that fails", async () => {
    const { "ca.crt": bundle = "", "ca.key": key = "" } = await stored();
    const [certificate = ""] = certificatesOf(bundle);
    const authority = { certificate, key: new Secret(key) };
    const before = shown();
    const expired = x509Certificates.issueLeaf(authority, WEBHOOK_HOSTS, Date.now() - 100 * DAY_MS);
    const tries = await whileApplying(manifest, async () => {
      await cluster.patch(
        "Secret",
        { name: SECRET, namespace: "pepr-system" },
        {
          stringData: { "tls.crt": expired.certificate, "tls.key": expired.key.reveal() },
        },
      );
      await until("another certificate to be shown", ROTATION_TIMEOUT_MS, () =>
        Promise.resolve(shown() === before ? undefined : true),
      );
    });
    expect(tries.filter(said => said !== "ok")).toEqual([]);
    expect(tries.length).toBeGreaterThan(20);
    expect(shown()).not.toBe(certificatesOf(expired.certificate)[0]);
  });

  it("gets another authority without one request that fails", async () => {
    const before = await stored();
    const shownBefore = shown();
    const tries = await whileApplying(manifest, async () => {
      await cluster.delete("Secret", SECRET, "pepr-system");
      await until("another authority's certificate to be shown", ROTATION_TIMEOUT_MS, () =>
        Promise.resolve(shown() === shownBefore ? undefined : true),
      );
    });
    expect(tries.filter(said => said !== "ok")).toEqual([]);
    expect(tries.length).toBeGreaterThan(20);
    const after = await stored();
    expect(certificatesOf(after["ca.crt"] ?? "")[0]).not.toBe(
      certificatesOf(before["ca.crt"] ?? "")[0],
    );
    expect(after["path"]).toBe(before["path"]);
  });

  it("leaves no secret in the log", async () => {
    const { log = "" } =
      labStatus().processes.find(({ name }) => name === "module-admission") ?? {};
    const text = readFileSync(log, "utf8");
    const { "ca.key": key = "", path = "" } = await stored();
    expect(path).toMatch(/^[\w-]{32,}$/);
    expect(text).not.toContain(path);
    expect(text).not.toContain(key.split("\n")[1]);
    expect(text).toContain("another certificate of the webhooks is shown");
  });
});
