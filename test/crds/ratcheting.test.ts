import { type Manifest, profile, server } from "../catalogue/row";
import { until } from "../e2e/world/until";
import { aWait } from "../fakes/samples";
import { BareApi } from "./bare-api";
import { Copy } from "./copy";

const DEADLINE_MS = 30_000;
/** Before, a status was judged by the rules for the spec, too. Source: apiextensions-apiserver, status_strategy.go. */
const STATUS_RATCHETS_FROM = 33;

const FINGERPRINT = "0".repeat(40);
const GOOD = { url: "https://mirror/", fingerprint: FINGERPRINT };

/** Stored before any rule was there: everything is wrong. */
const OLD_SERVER: Manifest = {
  ...server(
    {
      ipv4: "10.50.1",
      routerIP: "10.50.1",
      mac: "60:45:BD",
      provider: "Azure",
      hostKeys: ["x"],
      sshPort: 0,
      provisioningProfile: "a/b",
    },
    "s".repeat(70),
  ),
};

const OLD_PROFILE: Manifest = profile({
  kubernetesVersion: "v1.9",
  containerRuntime: "docker",
  customBootstrapScript: "id\r\n",
  sshCredentialsSecretRef: "a/b",
  adminUsername: "a b",
  repositories: [{ url: "ftp://mirror" }],
  cni: "flannel",
  ignorePreflightErrors: ["all"],
  timeouts: { connectSeconds: 0, runSeconds: 0, nodeReadySeconds: 0 },
});

let api: BareApi;

beforeAll(async () => {
  api = await BareApi.connect();
});

afterAll(async () => {
  await api.close();
});

/** Stores the object while there are no rules, and returns when there are. */
async function outlivedBy(copy: Copy, old: Manifest): Promise<string> {
  await copy.installLax();
  await copy.store(old);
  await copy.installStrict();
  const another = { ...old, metadata: { name: "another" } };
  await until("the rules to hold", DEADLINE_MS, async () =>
    (await copy.tryCreate(another)).refusal === "" ? undefined : true,
  );
  return old.metadata.name ?? "";
}

describe("a Server that is older than every rule", () => {
  let copy: Copy;
  let name: string;

  beforeAll(async () => {
    copy = new Copy(api, "Server");
    name = await outlivedBy(copy, OLD_SERVER);
  });

  afterAll(async () => {
    await copy.uninstall();
  });

  it("takes a change of a field that was right", async () => {
    expect((await copy.patch(name, { paused: true })).refusal).toBe("");
  });

  it(`takes a status, from 1.${STATUS_RATCHETS_FROM} on`, async () => {
    const { refusal } = await copy.patchStatus(name, { state: "error", message: "as before" });
    const isTaken = (await api.minor()) >= STATUS_RATCHETS_FROM;
    expect(refusal).toContain(isTaken ? "" : "spec.ipv4");
    expect(refusal === "").toBe(isTaken);
  });

  it.each([
    { ipv4: "10.50.2" },
    { routerIP: "rtr" },
    { mac: "60:45:BE" },
    { provider: "AWS" },
    { hostKeys: ["y"] },
    { hostKeys: ["x", "SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE"] },
    { sshPort: -1 },
    { provisioningProfile: "a/c" },
    { ipv4: "10.50.1.5", routerIP: "10.50.1.5" },
  ])("refuses another wrong value, %j", async spec => {
    const [field = ""] = Object.keys(spec).reverse();
    expect((await copy.patch(name, spec)).refusal).toContain(`spec.${field}`);
  });

  it.each([
    { mac: "60:45:bd:5c:3f:6f" },
    { ipv4: "10.50.1.5" },
    { routerIP: "100.64.0.9" },
    { provider: "azure" },
    { hostKeys: ["SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE"] },
    { sshPort: 22 },
    { provisioningProfile: "p" },
  ])("takes a correction, whatever else is wrong, %j", async spec => {
    expect((await copy.patch(name, spec)).refusal).toBe("");
  });
});

describe("a profile that is older than every rule", () => {
  let copy: Copy;
  let name: string;

  beforeAll(async () => {
    copy = new Copy(api, "ProvisioningProfile");
    name = await outlivedBy(copy, OLD_PROFILE);
  });

  afterAll(async () => {
    await copy.uninstall();
  });

  it("takes a change of a field that was right, and an item beside one that is wrong", async () => {
    expect((await copy.patch(name, { timeouts: { runSeconds: 900 } })).refusal).toBe("");
    const repositories = [{ url: "ftp://mirror" }, GOOD];
    expect((await copy.patch(name, { repositories })).refusal).toBe("");
  });

  it.each([
    { kubernetesVersion: "v1.8" },
    { customBootstrapScript: "ls\r\n" },
    { adminUsername: "a c" },
    { repositories: [{ url: "ftp://mirror" }, { url: "ftp://other", fingerprint: FINGERPRINT }] },
    { ignorePreflightErrors: ["Swap", "all"] },
    { cni: "calico" },
  ])("refuses another wrong value, %j", async spec => {
    const [field = ""] = Object.keys(spec);
    expect((await copy.patch(name, spec)).refusal).toContain(`spec.${field}`);
  });

  it.each([{ kubernetesVersion: "1.34" }, { adminUsername: "ubuntu" }, { repositories: [GOOD] }])(
    "takes a correction, whatever else is wrong, %j",
    async spec => {
      expect((await copy.patch(name, spec)).refusal).toBe("");
    },
  );
});

describe("a Server whose status says in a text what it waits for", () => {
  let copy: Copy;
  const name = "waits";

  beforeAll(async () => {
    copy = new Copy(api, "Server");
    await copy.installWithWaitingText();
    const old = server({ ipv4: "10.50.1.5" }, name);
    await copy.store({ ...old, status: { message: "before", waitingFor: "Secret/dc1/ssh" } });
    await copy.installStrict();
    await until("the text to be refused", DEADLINE_MS, async () =>
      (await copy.patchStatus(name, { waitingFor: "another" })).refusal === "" ? undefined : true,
    );
  });

  afterAll(async () => {
    await copy.uninstall();
  });

  it("takes a change of its spec", async () => {
    expect((await copy.patch(name, { paused: true })).refusal).toBe("");
  });

  it("takes a status that waits for an object in place of the text, and then for none", async () => {
    const waits = await copy.patchStatus(name, { waitingFor: aWait("NodeNotReady", "Node w1") });
    expect(waits.refusal).toBe("");
    expect(waits.body).toMatchObject({
      status: { message: "before", waitingFor: { reason: "NodeNotReady" } },
    });
    const goesOn = await copy.patchStatus(name, { waitingFor: null });
    expect(goesOn.body).toHaveProperty("status", { message: "before" });
  });
});
