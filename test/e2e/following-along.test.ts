import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Operation } from "../../lib/api/operation.generated";
import type { StatusReport } from "../../lib/cli/status/report";
import { fed, lab, onMachine, REPOSITORY } from "./world/lab";
import { Site } from "./world/site";
import { begin, beginStargate, stargate } from "./world/stargate";

const NAMESPACE = "e2e-follow";

/** Something that moves the cursor, or begins a colour. */
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f]/;

describe("following along", () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine("server-1");
    await site.declareServer("server-1");
  });

  afterAll(async () => {
    await site.close();
  });

  it("an operation is followed from its creation to its success", async () => {
    await site.repave("join", "server-1");
    const { code, stdout, stderr } = await stargate("logs", "-f", "op/join", "-n", NAMESPACE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^Operation e2e-follow\/join: repave of Server server-1( with .*)?$/);
    expect(lines.at(-1)).toMatch(/^succeeded after [\dms.]+: Node server-1 is Ready with v1\.34\./);
    const { status } = await site.success("join");
    const ends = lines.map(line => /^\[ *\d+\/\d+\] (\S+) +(applied|unchanged), /.exec(line));
    expect(ends.flatMap(match => (match === null ? [] : [match.slice(1)]))).toEqual(
      status?.steps?.map(({ name, state }) => [name, state.toLowerCase()]),
    );
  });

  it("the newest operation of a server is found, and told again", async () => {
    const { code, stdout } = await stargate(
      ...["logs", "srv/server-1", "-n", NAMESPACE, "--timestamps"],
    );
    const { status } = await site.success("join");
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    const times = lines.map(line => Date.parse(line.split(" ")[0] ?? ""));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(lines.at(-1)).toMatch(/^\S+Z succeeded after /);
    // A completion time is of whole seconds, and that of the last step is not.
    const ended = Date.parse(status?.completionTime ?? "");
    expect(times.at(-1)).toBeGreaterThanOrEqual(ended);
    expect(times.at(-1)).toBeLessThan(ended + 1000);
  });

  it("a failure ends with 1, its reason and the remedy", async () => {
    const change = { kubernetesVersion: "1.34.99" };
    const profile = site.manifest("ProvisioningProfile", "lab", change);
    await site.cluster.create({ ...profile, metadata: { namespace: NAMESPACE, name: "odd" } });
    await site.repave("odd", "server-1", "odd");
    const { code, stdout } = await stargate("logs", "--follow", "odd", "--namespace", NAMESPACE);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\[ *5\/\d+\] repositories +failed, /m);
    expect(stdout).toMatch(/^failed after [\dms.]+: VersionNotAvailable: No repository offers/m);
    expect(stdout).toMatch(/^ {2}step repositories: Kubernetes 1\.34\.99 .*; change spec/m);
    expect(stdout).not.toMatch(CONTROLS);
    const wait = ["kubectl", "wait", "-n", NAMESPACE, "op/odd", "--for=condition=Failed"];
    expect(onMachine("cp", ...wait, "--timeout=10s").code).toBe(0);
  });

  it("what waits is given up after its time, with a code of its own", async () => {
    await site.repave("early", "nobody");
    const { code, stdout } = await stargate(
      ...["logs", "-f", "early", "-n", NAMESPACE, "--timeout", "5s"],
    );
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^waiting for Server e2e-follow\/nobody \(ServerNotFound[^)]*\): .*; goes on when the Server is created/m,
    );
  });

  it("settings are judged before they are applied, from a pipe", () => {
    const check = (text: string) => fed(text, "stargate", "config", "check", "-");
    const good = check(lab("inventory"));
    expect([good.code, good.stdout]).toEqual([
      0,
      "ConfigMap stargate-config: every setting can be used\n",
    ]);
    const bad = check(
      "kind: ConfigMap\nmetadata: { name: stargate-config }\ndata: { ssh-port: none }\n",
    );
    expect([bad.code, bad.stderr]).toEqual([1, 'ssh-port: "none": write a port from 1 to 65535\n']);
  });

  it("status agrees with kubectl", async () => {
    const { code, stdout } = await stargate("status", "-n", NAMESPACE, "-o", "json");
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as StatusReport;
    const columns = "STATE:.status.state,OS:.status.os,NODE:.status.nodeName";
    const kubectl = ["kubectl", "get", "server", "server-1", "-n", NAMESPACE, "--no-headers"];
    const { stdout: said } = onMachine("cp", ...kubectl, "-o", `custom-columns=${columns}`);
    const [server] = report.servers.filter(({ name }) => name === "server-1");
    expect([server?.state, server?.os, server?.node]).toEqual(said.trim().split(/ +/));
    const { status }: Operation = await site.cluster.operation("odd", NAMESPACE);
    expect(server?.operation).toMatchObject({
      name: "odd",
      phase: status?.phase,
      step: status?.step,
      reason: "VersionNotAvailable",
      message: status?.message,
    });
    expect(report.servers.find(({ name }) => name === "nobody")).toMatchObject({
      state: "absent",
      operation: {
        name: "early",
        phase: "Pending",
        waitingFor: { reason: "ServerNotFound", object: { kind: "Server", name: "nobody" } },
      },
    });
    expect(report.routers).toMatchObject([{ name: "router", ready: "True", reason: "Connected" }]);
  });

  it("what cannot be written is no success", async () => {
    const script = "npm run --silent stargate -- version >/dev/full";
    const { code, stderr } = await begin("bash", ["-c", script]).ended;
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^stargate: the output cannot be written: .*ENOSPC/m),
    ]);
  });

  it("status in a pipe is plain, and one more line for each change", async () => {
    const { code, stdout } = await stargate("status", "-n", NAMESPACE);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(CONTROLS);
    expect(stdout.split("\n")[0]).toMatch(/^SERVER +STATE +OS +NODE +OPERATION +PHASE +STEP/);
    const watching = beginStargate("status", "-n", NAMESPACE, "-w", "--timeout", "30s");
    await watching.said(/^servers: /m);
    await site.repave("again", "server-1");
    await site.success("again");
    const { code: last, stdout: told } = await watching.ended;
    expect(last).toBe(3);
    expect(told).not.toMatch(CONTROLS);
    expect(told).toMatch(/^\S+Z server e2e-follow\/server-1: ready, again Succeeded/m);
  });

  it("the bundle is one file that needs nothing beside it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stargate-bundle-"));
    const file = join(folder, "kubectl-stargate");
    copyFileSync(join(REPOSITORY, "dist/stargate.cjs"), file);
    const version = await begin(file, ["version", "-o", "json"]).ended;
    const cluster = ["--kubeconfig", site.status.kubeconfig, "-n", NAMESPACE];
    const status = await begin(file, ["status", ...cluster]).ended;
    const refused = await begin(file, ["logs", "op/none", ...cluster]).ended;
    rmSync(folder, { recursive: true });
    expect(JSON.parse(version.stdout)).toHaveProperty("version");
    expect(status).toMatchObject({ code: 0, stderr: "" });
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^kubectl stargate: there is no Operation none in namespace/);
    const module = readFileSync(join(REPOSITORY, "dist/pepr-stargate.js"), "utf8");
    expect(module).not.toContain("kubectl stargate");
  });
});
