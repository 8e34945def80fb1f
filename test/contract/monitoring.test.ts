import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { ensureTools } from "../../hack/lab/binaries/ensure";
import { promtoolModule } from "../../hack/lab/binaries/tool-module";
import { PrometheusMetrics } from "../../lib/runtime/metrics";

const ALERTS = "config/monitoring/alerts.yaml";
const DASHBOARD = "config/monitoring/dashboard.json";

/** Compiling Prometheus' own judge takes minutes the first time. */
const BUILD_TIMEOUT_MS = 900_000;

interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
}

interface Dashboard {
  readonly panels: readonly { title: string; targets: readonly { expr: string }[] }[];
}

const rules = (parse(readFileSync(ALERTS, "utf8")) as Rules).groups.flatMap(group => group.rules);
const panels = (JSON.parse(readFileSync(DASHBOARD, "utf8")) as Dashboard).panels;

const EXPRESSIONS = [
  ...rules.map(({ alert, expr }) => ({ of: alert, expression: expr })),
  ...panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => ({ of: title, expression: expr })),
  ),
];

describe("alert rules and dashboard", () => {
  let promtool = "";

  beforeAll(async () => {
    const { directory } = await ensureTools(promtoolModule(), () => undefined);
    promtool = path.join(directory, "promtool");
  }, BUILD_TIMEOUT_MS);

  it("ask only for metrics that there are", async () => {
    const metrics = new PrometheusMetrics();
    metrics.watchQueue(() => ({ waiting: 0, running: 0 }));
    metrics.watchLeader(() => true);
    metrics.watchCertificate(() => undefined);
    const { body } = await metrics.render();
    const known = new Set([...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name = ""]) => name));
    const asked = EXPRESSIONS.flatMap(({ expression }) =>
      [...expression.matchAll(/\b(stargate|process)_[a-z_]+/g)].map(([name]) =>
        name.replace(/_(bucket|count|sum)$/, ""),
      ),
    );
    expect(asked.length).toBeGreaterThan(EXPRESSIONS.length - 1);
    expect([...new Set(asked)].filter(name => !known.has(name))).toEqual([]);
  });

  it("are written in Prometheus' language: the rules", async () => {
    const { stdout } = await execa(promtool, [
      "check",
      "rules",
      "--lint=all",
      "--lint-fatal",
      ALERTS,
    ]);
    expect(stdout).toContain(`${rules.length} rules found`);
  });

  it.each(EXPRESSIONS)("are written in Prometheus' language: $of", async ({ expression }) => {
    const query = expression.replaceAll("$__rate_interval", "5m");
    await execa(promtool, ["--experimental", "promql", "format", query]);
  });

  it("fire when they should, and not while all is well", async () => {
    const { stdout } = await execa(promtool, ["test", "rules", "test/monitoring/alerts.test.yaml"]);
    expect(stdout).toContain("SUCCESS");
  });

  it("are each tested", () => {
    const tests = readFileSync("test/monitoring/alerts.test.yaml", "utf8");
    for (const { alert } of rules) {
      expect(tests.split(`alertname="${alert}"`).length).toBeGreaterThan(2);
    }
  });
});
