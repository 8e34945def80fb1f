import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { parse } from "yaml";
import { renderBundle } from "../../../lib/bootstrap/bundle";
import { repavePlan } from "../../../lib/bootstrap/plan";
import { RUN_STARTS_LIMIT, STEP_BACKOFF_BASE_MS } from "../../../lib/defaults";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { Secret } from "../../../lib/domain/secret";
import { aResetSpec, aRunSpec, CA_BUNDLE, filesIn, TOKEN } from "../../fakes/run-spec";
import { OPERATION_UID } from "../../fakes/samples";

describe("renderBundle", () => {
  it("belongs to the operation and knows its limit", async () => {
    const bundle = await renderBundle(aRunSpec({ runSeconds: 1234 }));
    expect(bundle).toMatchObject({ operationUid: OPERATION_UID, runSeconds: 1234 });
  });

  it("is the same for the same spec", async () => {
    const [one, two] = [await renderBundle(aRunSpec()), await renderBundle(aRunSpec())];
    expect(two).toEqual(one);
  });

  it.each(["cluster", "bridge"] as const)(
    "lays out what the runner needs, with cni %s",
    async cni => {
      const run = aRunSpec({ cni });
      const files = await filesIn((await renderBundle(run)).program);
      const plan = repavePlan(run);
      const wanted = plan.flatMap(({ name, files: own }) => [
        `steps/${name}/check.sh`,
        `steps/${name}/params.env`,
        ...(Object.hasOwn(scripts, `${name}/apply`) ? [`steps/${name}/apply.sh`] : []),
        ...Object.keys(own).map(path => `files/${path}`),
      ]);
      expect([...files.keys()].sort()).toEqual(
        ["runner.sh", "stopped.sh", "lib.sh", "limits.env", "steps.tsv", ...wanted].sort(),
      );
      expect(files.get("runner.sh")).toBe(scripts["job/runner"]);
      expect(files.get("stopped.sh")).toBe(scripts["job/stopped"]);
      expect(files.get("lib.sh")).toBe(scripts.lib);
      expect(files.get("steps/swap/check.sh")).toBe(scripts["swap/check"]);
      expect(files.get("steps/swap/apply.sh")).toBe(scripts["swap/apply"]);
      expect(files.get("files/ca.crt")).toBe(CA_BUNDLE);
    },
  );

  it("opens the gates that the run says, and shuts the others", async () => {
    const limits = async (openGates: readonly "drain"[]) =>
      (await filesIn((await renderBundle(aRunSpec({ openGates }))).program)).get("limits.env");
    expect(await limits([])).toContain("OPEN_GATES=''");
    expect(await limits(["drain"])).toContain("OPEN_GATES='drain'");
  });

  it("takes no secrets along to boot a server", async () => {
    const run = { operationUid: "u", openGates: [], runSeconds: 900, isNode: true } as const;
    const { program, secrets } = await renderBundle({ kind: "reboot", ...run });
    expect((await filesIn(secrets)).size).toBe(0);
    expect((await filesIn(program)).get("steps.tsv")).toBe(
      "reboot\t60\t300\t1\tdrain\nkubelet\t60\t120\t3\tnone\n",
    );
  });

  it("takes no secrets along to reset a server, nor anything of the cluster", async () => {
    const { program, secrets } = await renderBundle(aResetSpec());
    expect((await filesIn(secrets)).size).toBe(0);
    expect((await filesIn(program)).get("steps.tsv")).toBe(
      "leave\t60\t300\t3\tdrain\nrelease\t60\t180\t3\tnone\n",
    );
  });

  it("gives a step without apply.sh none: it only checks", async () => {
    const files = await filesIn((await renderBundle(aRunSpec())).program);
    expect(files.has("steps/preflight/check.sh")).toBe(true);
    expect(files.has("steps/preflight/apply.sh")).toBe(false);
  });

  it("lists the steps in order, with their limits, as the runner reads them", async () => {
    const run = aRunSpec({ cni: "bridge" });
    const files = await filesIn((await renderBundle(run)).program);
    const lines = files.get("steps.tsv")?.split("\n");
    expect(lines?.at(-1)).toBe("");
    expect(lines?.slice(0, -1).map(line => line.split("\t"))).toEqual(
      repavePlan(run).map(step =>
        [step.name, step.checkSeconds, step.applySeconds, step.attempts, step.gate ?? "none"].map(
          String,
        ),
      ),
    );
  });

  it("gives a real bash the limits of the runner and of lib.sh", async () => {
    const files = await filesIn((await renderBundle(aRunSpec())).program);
    const limits = files.get("limits.env") ?? "";
    const read = [scripts["job/runner"], scripts.lib]
      .flatMap(text => [...text.matchAll(/"\$\{([A-Z_]+_(?:MS|SECONDS|LIMIT)):\?\}"/g)])
      .map(([, name = ""]) => name);
    expect(new Set(limits.match(/^[A-Z_]+/gm))).toEqual(new Set([...read, "OPEN_GATES"]));
    const input = `${limits}echo "$((BACKOFF_BASE_MS + STARTS_LIMIT))"\n`;
    const { stdout } = spawnSync("bash", ["-s"], { input, encoding: "utf8" });
    expect(stdout).toBe(`${STEP_BACKOFF_BASE_MS + RUN_STARTS_LIMIT}\n`);
  });

  it("gives a real bash the parameters of each step", async () => {
    const run = aRunSpec({ apiServer: "https://it's $(odd):6443" });
    const files = await filesIn((await renderBundle(run)).program);
    const input = `${files.get("steps/preflight/params.env") ?? ""}printf '%s|%s' "$NODE_NAME" "$API_SERVER"\n`;
    const { stdout } = spawnSync("bash", ["-s"], { input, encoding: "utf8" });
    expect(stdout).toBe("w1|https://it's $(odd):6443");
    expect(files.get("steps/swap/params.env")).toBe("");
  });

  it("keeps the token in the secrets, and only there", async () => {
    const { program, secrets } = await renderBundle(aRunSpec());
    const files = await filesIn(secrets);
    expect([...files.keys()]).toEqual(["discovery.yaml", "join.yaml"]);
    expect(files.get("join.yaml")).toContain(TOKEN);
    expect(Buffer.from(program.bytes).includes(TOKEN)).toBe(false);
  });

  it("keeps any token out of the program, in whatever spelling", async () => {
    const token = fc
      .tuple(fc.stringMatching(/^[a-z0-9]{6}$/), fc.stringMatching(/^[a-z0-9]{16}$/))
      .map(halves => halves.join("."));
    const reference = await renderBundle(aRunSpec());
    await fc.assert(
      fc.asyncProperty(token, async value => {
        const { program, secrets } = await renderBundle(aRunSpec({ token: new Secret(value) }));
        // Not a byte of the program depends on the token, so no spelling of it can be there.
        expect(program.sha256).toBe(reference.program.sha256);
        const { discovery } = parse((await filesIn(secrets)).get("join.yaml") ?? "") as {
          discovery: { tlsBootstrapToken: string };
        };
        expect(discovery.tlsBootstrapToken).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  it("tells kubeadm where the runner puts the discovery file", async () => {
    const files = await filesIn((await renderBundle(aRunSpec())).secrets);
    expect(parse(files.get("join.yaml") ?? "")).toMatchObject({
      discovery: { file: { kubeConfigPath: `/run/stargate/${OPERATION_UID}/discovery.yaml` } },
    });
  });
});
