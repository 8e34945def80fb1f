import { existsSync, globSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { REASONS } from "../../lib/api/conditions";

/** Files without a test of their own, and what tests them instead. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  "lib/domain/admission/behind-router.ts": "domain/admission/server",
  "lib/domain/admission/known-world.ts": "types; what judges by it",
  "lib/domain/admission/node-name.ts": "domain/admission/server",
  "lib/domain/admission/objects.ts": "everything in domain/admission",
  "lib/domain/admission/overlapping-subnets.ts":
    "domain/admission/router and domain/router/conflict",
  "lib/domain/admission/profile-name.ts": "domain/admission/server and domain/admission/operation",
  "lib/domain/admission/ranges.ts": "domain/admission/server and domain/admission/router",
  "lib/domain/admission/reserved-addresses.ts":
    "domain/admission/server and domain/server/misplacement",
  "lib/domain/drain/pod.ts": "types",
  "lib/domain/run/gate.ts": "types",
  "lib/domain/operation/drain-status.ts": "reconcilers/operation/drain",
  "lib/domain/operation/decision.ts": "types; `wait` by decide",
  "lib/domain/operation/snapshot.ts": "types",
  "lib/domain/operation/require.ts": "decide",
  "lib/domain/operation/hold.ts": "decide",
  "lib/bootstrap/run-spec.ts": "types",
  "lib/reconcilers/timestamp.ts": "every reconciler",
  "lib/reconcilers/operation/adopt-router.ts": "operation/router",
  "lib/reconcilers/operation/announce.ts": "operation/reconcile",
  "lib/reconcilers/operation/assignment.ts": "types",
  "lib/reconcilers/operation/attempt.ts": "operation/reconcile and operation/lease",
  "lib/reconcilers/operation/claim-server.ts": "server/clean-up",
  "lib/reconcilers/operation/fenced.ts": "operation/lease",
  "lib/reconcilers/operation/observe.ts": "operation/reconcile and operation/router",
  "lib/reconcilers/operation/ports.ts": "types",
  "lib/reconcilers/operation/look.ts": "operation/dry-run",
  "lib/reconcilers/operation/require-plan.ts": "operation/dry-run",
  "lib/reconcilers/operation/with-server.ts": "operation/reconcile and operation/node-identity",
  "lib/reconcilers/drain/probe.ts": "operation/dry-run",
  "lib/domain/operation/dry-run-status.ts": "reconcilers/operation/dry-run",
  "lib/reconcilers/operation/record.ts": "operation/reconcile",
  "lib/reconcilers/operation/report-contact.ts": "operation/report and operation/router",
  "lib/reconcilers/operation/resolve.ts": "operation/reconcile and operation/router",
  "lib/reconcilers/operation/run.ts": "operation/reconcile",
  "lib/reconcilers/operation/trouble.ts": "operation/api-errors",
  "lib/reconcilers/operation/settle-claim.ts": "operation/reset",
  "lib/reconcilers/operation/uncontested.ts": "operation/rivals",
  "lib/reconcilers/operation/uncordon.ts": "operation/drain and operation/reboot",
  "lib/reconcilers/operation/with-fence.ts": "operation/lease and operation/cancel",
  "lib/reconcilers/operation/write.ts": "operation/reconcile",
  "lib/reconcilers/router/takeover.ts": "router/reconcile",
  "lib/cli/options.ts": "cli/program",
  "lib/cli/plan/command.ts": "cli/plan/look",
  "lib/cli/connect.ts": "composition; e2e",
  "lib/cli/main.ts": "composition; e2e",
  "lib/cli/repave/options.ts": "cli/repave/repave",
  "lib/cli/repave/report.ts": "cli/repave/conduct",
  "lib/cli/repave/selection.ts": "cli/repave/repave",
  "lib/cli/repave/telling.ts": "cli/repave/conduct",
  "lib/cli/repave/words.ts": "cli/repave/conduct",
  "lib/cli/screen.ts": "composition; by hand, it needs a terminal",
  "lib/cli/world.ts": "types",
  "lib/domain/webhook-certificate/facts.ts": "types",
  "lib/reconcilers/webhook-certificate/renew.ts": "webhook-certificate/rotation",
  "lib/runtime/webhook-certificate.ts": "composition; e2e",
  "lib/adapters/x509/encoding.ts": "adapters/x509/certificates",
  "lib/adapters/kubernetes/webhook-configurations.ts": "contract/webhook-configurations",
  "lib/adapters/kubernetes/webhook-secret.ts": "contract/webhook-secret",
  "lib/adapters/kubernetes/cordons.ts": "contract/cordons",
  "lib/adapters/kubernetes/recent-answers.ts": "adapters/kubernetes/objects",
  "lib/adapters/kubernetes/certificate-requests.ts": "contract/certificate-requests",
  "lib/adapters/kubernetes/endpoint.ts": "contract/watch-faults",
  "lib/adapters/kubernetes/kubeadm-document.ts": "contract/join-info",
  "lib/adapters/kubernetes/lines.ts": "contract/watch-faults",
  "lib/adapters/kubernetes/list.ts": "contract/objects and contract/watch",
  "lib/adapters/kubernetes/watch.ts": "contract/watch and contract/watch-faults",
  "lib/adapters/ssh/key-types.ts": "contract/host-key-types",
  "lib/adapters/kubernetes/join-info.ts": "contract/join-info",
  "lib/adapters/kubernetes/micro-time.ts": "adapters/kubernetes/held-lease",
  "lib/adapters/kubernetes/nodes.ts": "contract/nodes",
  "lib/adapters/kubernetes/persistently.ts": "contract/objects and contract/events",
  "lib/adapters/kubernetes/request.ts": "types",
  "lib/adapters/kubernetes/secrets.ts": "contract/secrets",
  "lib/adapters/kubernetes/leases.ts": "contract/server-leases and contract/leader-election",
  "lib/adapters/kubernetes/leader-lease.ts": "contract/leader-election",
  "lib/adapters/kubernetes/server-leases.ts": "contract/server-leases",
  "lib/adapters/ssh/algorithms.ts": "contract/remote-hosts",
  "lib/adapters/ssh/errors.ts": "contract/remote-hosts",
  "lib/adapters/ssh/first-word.ts": "contract/slow-hosts",
  "lib/adapters/ssh/jumps.ts": "contract/remote-hosts",
  "lib/adapters/ssh/listening.ts": "contract/remote-hosts",
  "lib/adapters/ssh/login.ts": "contract/remote-hosts",
  "lib/adapters/ssh/remote-host.ts": "contract/remote-hosts",
  "lib/adapters/ssh/remote-hosts.ts": "contract/remote-hosts",
  "lib/adapters/ssh/session.ts": "contract/remote-hosts",
  "lib/reconcilers/server/ports.ts": "types",
  "lib/runtime/admission-process.ts": "composition; e2e",
  "lib/runtime/adapters.ts": "composition; e2e",
  "lib/runtime/object-index.ts": "runtime/operation-index and runtime/server-index",
  "lib/runtime/queues.ts": "composition; e2e",
  "lib/runtime/runtime.ts": "composition; e2e",
  "lib/runtime/start.ts": "composition; e2e",
  "lib/runtime/surroundings-sources.ts": "composition; e2e",
};

/** Fields of specs that no code asks for, and who reads them instead. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  "ProvisioningProfile spec.containerRuntime":
    "the schema: there is one runtime, and who names another is told so",
};

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Definition {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** Every field that users may write, as `Kind spec.path`. */
const SPEC_FIELDS = globSync("crds/*.yaml").flatMap(file => {
  const { spec } = parse(readFileSync(file, "utf8")) as Definition;
  return spec.versions.flatMap(({ schema }) =>
    fieldsOf(schema.openAPIV3Schema.properties?.["spec"], `${spec.names.kind} spec`),
  );
});

function fieldsOf(schema: Schema | undefined, path: string): readonly string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => [
    `${path}.${name}`,
    ...fieldsOf(field, `${path}.${name}`),
    ...fieldsOf(field.items, `${path}.${name}[]`),
  ]);
}

/** Every field of specs and statuses that `kubectl explain` has nothing to say of. */
const UNDESCRIBED = globSync("crds/*.yaml").flatMap(file => {
  const { spec } = parse(readFileSync(file, "utf8")) as Definition;
  return spec.versions.flatMap(({ schema }) =>
    undescribed(schema.openAPIV3Schema, spec.names.kind).filter(path =>
      / (spec|status)/.test(path),
    ),
  );
});

function undescribed({ properties = {}, items }: Schema, path: string): readonly string[] {
  const within = Object.entries(properties).flatMap(([name, field]) => {
    const place = path.includes(" ") ? `${path}.${name}` : `${path} ${name}`;
    return [...(field.description === undefined ? [place] : []), ...undescribed(field, place)];
  });
  return items === undefined ? within : [...within, ...undescribed(items, `${path}[]`)];
}

/** Everything that is written by hand and runs, without its comments. */
const CODE = globSync("{lib,capabilities}/**/*.ts")
  .filter(file => !file.endsWith(".generated.ts"))
  .map(file => readFileSync(file, "utf8").replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ""))
  .join("\n");

function isRead(field: string): boolean {
  const name = field.split(".").at(-1) ?? "";
  return new RegExp(`\\b${name}\\b`).test(CODE);
}

const SOURCES = globSync("lib/{adapters,domain,bootstrap,reconcilers,runtime,cli}/**/*.ts").filter(
  file => !file.endsWith(".generated.ts"),
);

describe("the house", () => {
  it.each(SOURCES)("has a test for %s", file => {
    const test = file.replace(/^lib/, "test/unit").replace(/\.ts$/, ".test.ts");
    expect(existsSync(test) || file in TESTED_ELSEWHERE).toBe(true);
  });

  it("excuses only files that are there and have no test", () => {
    const idle = Object.keys(TESTED_ELSEWHERE).filter(
      file =>
        !existsSync(file) ||
        existsSync(file.replace(/^lib/, "test/unit").replace(/\.ts$/, ".test.ts")),
    );
    expect(idle).toEqual([]);
  });

  it("names only contract suites that are there", () => {
    const suites = Object.values(TESTED_ELSEWHERE).flatMap(
      what => what.match(/contract\/[\w-]+/g) ?? [],
    );
    expect(suites.filter(suite => !existsSync(`test/${suite}.test.ts`))).toEqual([]);
  });

  it.each(Object.keys(REASONS))("tells operators what %s means", reason => {
    expect(readFileSync("docs/operations.md", "utf8")).toContain(`\`${reason}\``);
  });

  it.each(SPEC_FIELDS)("reads %s", field => {
    expect(isRead(field) || field in READ_ELSEWHERE).toBe(true);
  });

  it("has rules that the oldest supported API server understands", () => {
    // containsCIDR of 1.31 says no of every subnet whose first address is another one; containsIP does not.
    const texts = globSync("crds/*.yaml").map(file => readFileSync(file, "utf8"));
    expect(texts.filter(text => text.includes("containsCIDR"))).toEqual([]);
  });

  it("describes every field to `kubectl explain`", () => {
    expect(UNDESCRIBED).toEqual([]);
  });

  it("excuses only fields that are there and that no code asks for", () => {
    const excused = Object.keys(READ_ELSEWHERE);
    expect(excused.filter(field => !SPEC_FIELDS.includes(field) || isRead(field))).toEqual([]);
  });
});
