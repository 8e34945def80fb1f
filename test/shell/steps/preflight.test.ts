import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Surroundings, TrialHost } from "./preflight/trial";

const FOREIGN_AUTHORITY =
  "-----BEGIN CERTIFICATE-----\nMIIBforeign\nauthority\n-----END CERTIFICATE-----\n";

/** Longest time for all checks, whatever is wrong: none waits for another. */
const ALL_CHECKS_MS = 10_000;

describe("preflight", () => {
  let surroundings: Surroundings;
  let host: TrialHost;

  beforeAll(async () => {
    surroundings = await new Surroundings().open();
  });

  afterAll(() => {
    surroundings.close();
  });

  beforeEach(() => {
    host = new TrialHost(surroundings);
  });

  afterEach(() => {
    host.scratch.remove();
  });

  it("takes a host that can become a node, and tells of every check", () => {
    expect(host.check()).toMatchObject({ code: 0, reason: "", found: {} });
    expect(host.results.length).toBeGreaterThan(12);
    expect(host.results.find(([name]) => name === "DiskSpace")).toEqual([
      "DiskSpace",
      "Passed",
      "",
      "/var has 3906 MiB free",
      "",
    ]);
  });

  it("tells of checks that the documentation has, and of no others", () => {
    host.check();
    const rows = readFileSync("docs/operations.md", "utf8").split("## Preflight")[1] ?? "";
    const documented = [...(rows.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)` /gm)].map(
      ([, name]) => name,
    );
    expect(host.results.map(([name]) => name)).toEqual(documented);
  });

  it.each([290, -290])("takes a clock that is off by %i s", seconds => {
    host.parameters["NOW_SECONDS"] = String(Math.floor(Date.now() / 1000) - seconds);
    expect(host.check().code).toBe(0);
  });

  it.each([310, -310, 31_536_000, -31_536_000])(
    "waits for a clock to be set that is off by %i s (F27)",
    seconds => {
      host.parameters["NOW_SECONDS"] = String(Math.floor(Date.now() / 1000) - seconds);
      const { code, reason, message } = host.check();
      expect([code, reason]).toEqual([75, "ClockSkewed"]);
      expect(message).toMatch(new RegExp(`which is ${seconds > 0 ? "" : "-"}3`));
    },
  );

  it.each(["/etc", "/var"])("refuses a host whose %s is read-only", directory => {
    expect(host.check(directory)).toMatchObject({
      code: 1,
      reason: "UnsupportedHost",
      message: `the file system of ${directory} is read-only`,
      found: { DiskSpace: "Failed UnsupportedHost" },
    });
  });

  it("refuses a disk without room (F27)", () => {
    host.free(1_000_000);
    expect(host.check()).toEqual({
      code: 1,
      reason: "DiskFull",
      message: "/var has 976 MiB free",
      remedy: "free 2 GiB for packages and images",
      found: { DiskSpace: "Failed DiskFull" },
    });
  });

  it("tells of everything that fails at once, each with its remedy, and ends with what nobody can wait for", () => {
    host.parameters["NOW_SECONDS"] = "1000000000";
    host.parameters["API_SERVER"] = "https://127.0.0.1:1";
    host.repository("http://packages.example/deb/", 1);
    host.free(1000);
    const startMs = performance.now();
    const { code, reason, message, found } = host.check();
    expect(performance.now() - startMs).toBeLessThan(ALL_CHECKS_MS);
    expect([code, reason]).toEqual([1, "DiskFull"]);
    expect(found).toEqual({
      DiskSpace: "Failed DiskFull",
      Clock: "Failed ClockSkewed",
      NameResolution: "Failed NameResolutionFailed",
      Repositories: "Failed NameResolutionFailed",
      ApiServer: "Failed ApiUnavailable",
    });
    expect(message).toMatch(/^5 checks failed: DiskSpace: .*; free 2 GiB .*; Clock: .*; set the/);
    expect(message).toContain("the server cannot resolve packages.example; check the server's DNS");
    expect(message).toContain(
      "connect (111: Connection refused); check the way from the server to",
    );
  });

  it("waits when all that fails may pass by itself", () => {
    host.parameters["API_SERVER"] = "https://127.0.0.1:1";
    host.repository(surroundings.repository("/503/v1.34/deb/"));
    const { code, reason, found } = host.check();
    expect([code, reason]).toEqual([75, "RepositoryUnreachable"]);
    expect(Object.keys(found)).toEqual(["Repositories", "ApiServer"]);
  });

  it("ignores what the profile ignores, whatever its case, but never whose node the host is", () => {
    host.parameters["IGNORED_CHECKS"] = "diskspace membership nodeidentity";
    host.free(1000);
    expect(host.check()).toMatchObject({ code: 0, found: { DiskSpace: "Ignored DiskFull" } });
    host.scratch.write("root/etc/kubernetes/kubelet.conf", "    server: https://10.9.9.9:6443\n");
    expect(host.check()).toMatchObject({ code: 1, reason: "MemberOfAnotherCluster" });
  });

  it("refuses a node of another cluster, and takes one of this cluster", () => {
    host.scratch.write("root/etc/kubernetes/kubelet.conf", "    server: https://10.9.9.9:6443\n");
    expect(host.check()).toMatchObject({ code: 1, reason: "MemberOfAnotherCluster" });
    host.scratch.write(
      "root/etc/kubernetes/kubelet.conf",
      `    server: ${host.parameters["API_SERVER"]!}\n`,
    );
    expect(host.check().code).toBe(0);
  });

  it.each([
    ["good", "good", 0],
    ["good", "bad", 1],
    // An address of the cluster that this run does not use.
    ["elsewhere", "good", 0],
    ["elsewhere", "bad", 1],
  ])("asks a node whom it trusts: at %s, %s", (where, whom, code) => {
    const authority = whom === "good" ? surroundings.certificate("good") : FOREIGN_AUTHORITY;
    const bundle = `${FOREIGN_AUTHORITY}${authority}`;
    const data = Buffer.from(whom === "good" ? bundle : authority).toString("base64");
    const server =
      where === "good" ? host.parameters["API_SERVER"]! : "https://api.example.org:6443";
    host.scratch.write(
      "root/etc/kubernetes/kubelet.conf",
      `- cluster:\n    certificate-authority-data: ${data}\n    server: ${server}\n`,
    );
    host.scratch.write("root/etc/kubernetes/pki/ca.crt", surroundings.certificate("good"));
    expect(host.check()).toMatchObject({
      code,
      reason: code === 0 ? "" : "MemberOfAnotherCluster",
    });
  });

  it("refuses a node under another name", () => {
    host.scratch.write(
      "root/etc/kubernetes/kubelet.conf",
      `    server: ${host.parameters["API_SERVER"]!}\n`,
    );
    host.scratch.write("root/var/lib/stargate/identity.json", '{"nodeName":"w2"}\n');
    expect(host.check()).toMatchObject({ code: 1, reason: "NodeIdentityMismatch" });
    host.parameters["WAS_LET_GO"] = "yes";
    expect(host.check()).toMatchObject({
      code: 0,
      found: { NodeIdentity: "Warning ResidueFound" },
    });
  });

  it.each([
    [4_000_000, {}],
    [1_000_000, { Memory: "Warning MemoryLow" }],
    [400_000, { Memory: "Failed MemoryLow" }],
  ])("judges %i KiB of memory", (kib, found) => {
    host.proc("meminfo", `MemTotal: ${kib} kB\nMemAvailable: 3000000 kB\n`);
    expect(host.check().found).toEqual(found);
  });

  it.each([
    [1000, { Swap: "Warning SwapOn" }],
    [9_000_000, { Swap: "Failed SwapOn" }],
  ])("judges %i KiB that are swapped out by the room that there is in memory", (used, found) => {
    host.proc("swaps", `Filename Type Size Used Priority\n/swap file 9999999 ${used} -2\n`);
    host.scratch.stub("systemd-detect-virt", "exit 1");
    expect(host.check().found).toEqual(found);
    host.scratch.stub("systemd-detect-virt", "exit 0");
    expect(host.check().found).toEqual({});
  });

  it("refuses a kernel without overlay that could not load it either", () => {
    host.proc("filesystems", "nodev tmpfs\n");
    expect(host.check()).toMatchObject({
      code: 1,
      found: { KernelModules: "Failed UnsupportedHost" },
    });
    host.scratch.stub("modprobe", "exit 0");
    expect(host.check().code).toBe(0);
  });

  it("refuses a port that somebody else has, and not the kubelet's own", () => {
    const line = (name: string): string =>
      `echo 'LISTEN 0 4096 *:10250 *:* users:(("${name}",pid=7,fd=3))'`;
    host.scratch.stub("ss", line("nginx"));
    expect(host.check()).toMatchObject({ code: 1, reason: "PortInUse" });
    host.scratch.stub("ss", line("kubelet"));
    expect(host.check().code).toBe(0);
  });

  it("names what an earlier cluster left on a host that is a node of none", () => {
    host.scratch.write("root/etc/cni/net.d/05-cilium.conflist", "{}");
    host.scratch.stub("iptables-save", "echo ':KUBE-SERVICES - [0:0]'");
    expect(host.check()).toMatchObject({ code: 0, found: { Residue: "Warning ResidueFound" } });
    const [, , , message] = host.results.find(([name]) => name === "Residue") ?? [];
    expect(message).toContain("/etc/cni/net.d/05-cilium.conflist");
    expect(message).toContain("packet-filter iptables");
  });

  it("refuses a control plane before anything is touched", () => {
    host.scratch.write("root/etc/kubernetes/manifests/etcd.yaml", "");
    expect(host.check()).toMatchObject({
      code: 1,
      message: "the host is, or was, a control plane: there is /etc/kubernetes/manifests/etcd.yaml",
      found: { Residue: "Failed UnsupportedHost" },
    });
  });

  it("tells of a check that hangs, and of all others", () => {
    host.scratch.stub("df", "sleep 300");
    const { code, reason, found } = host.check();
    expect([code, reason, found]).toEqual([
      75,
      "StepTimedOut",
      { DiskSpace: "Failed StepTimedOut" },
    ]);
    expect(host.results.length).toBeGreaterThan(12);
  }, 70_000);

  it("tells of a check that breaks", () => {
    host.scratch.stub("df", "echo 'df: broken' >&2; exit 3");
    const { code, message, found } = host.check();
    expect([code, found]).toEqual([75, { DiskSpace: "Failed ScriptFailed" }]);
    expect(message).toContain("df: broken");
  });

  it("leaves nothing behind", () => {
    host.check();
    expect(execFileSync("ls", [host.scratch.path("secrets")], { encoding: "utf8" })).toBe("none\n");
  });
});
