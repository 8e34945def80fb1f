/**
 * Import direction, as drawn in docs/design.md:
 *
 *   api, defaults → domain → ports → bootstrap → reconcilers → runtime → capabilities → pepr.ts
 *                                  → adapters  ↗             ↘ cli
 *
 * An arrow reads "may be imported by".
 */
const layer = (name, from, notTo) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: notTo },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-barrels",
      severity: "error",
      comment: "Import the file, not its folder.",
      from: {},
      to: { path: "^(lib|capabilities|hack)/.*/index\\.ts$" },
    },
    layer(
      "api-is-a-leaf",
      "^lib/(api/|defaults\\.ts)",
      "^(lib/(?!api/|defaults\\.ts)|capabilities/|hack/)",
    ),
    layer(
      "domain-is-pure",
      "^lib/domain/",
      "^(lib/(?!api/|defaults\\.ts|domain/)|capabilities/|hack/)",
    ),
    layer(
      "ports-see-domain",
      "^lib/ports/",
      "^(lib/(?!api/|defaults\\.ts|domain/|ports/)|capabilities/|hack/)",
    ),
    layer(
      "bootstrap-sees-ports",
      "^lib/bootstrap/",
      "^(lib/(?!api/|defaults\\.ts|domain/|ports/|bootstrap/)|capabilities/|hack/)",
    ),
    layer(
      "adapters-see-ports",
      "^lib/adapters/",
      "^(lib/(?!api/|defaults\\.ts|domain/|ports/|adapters/)|capabilities/|hack/)",
    ),
    {
      name: "adapters-do-not-know-each-other",
      severity: "error",
      from: { path: "^lib/adapters/([^/]+)/" },
      to: { path: "^lib/adapters/", pathNot: "^lib/adapters/$1/" },
    },
    layer(
      "reconcilers-see-no-adapter",
      "^lib/reconcilers/",
      "^(lib/(?!api/|defaults\\.ts|domain/|ports/|bootstrap/|reconcilers/)|capabilities/|hack/)",
    ),
    layer("runtime-below-capabilities", "^lib/runtime/", "^(lib/cli/|capabilities/|hack/)"),
    layer(
      "capabilities-see-runtime",
      "^capabilities/",
      "^(lib/(?!api/|defaults\\.ts|domain/|runtime/)|hack/)",
    ),
    layer("nothing-ships-the-lab", "^(lib|capabilities|pepr\\.ts)", "^(hack|test)/"),
    {
      name: "nothing-imports-the-command-line",
      comment: "It is a program of its own: the module carries nothing of it.",
      severity: "error",
      from: { path: "^(pepr\\.ts|capabilities/|lib/(?!cli/))" },
      to: { path: "^lib/cli/" },
    },
    {
      name: "domain-and-ports-have-no-node",
      severity: "error",
      from: { path: "^lib/(domain|ports)/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "domain-and-ports-have-one-package",
      comment: "One pure IP library; everything else reaches the domain through a port.",
      severity: "error",
      from: { path: "^lib/(domain|ports)/" },
      to: { dependencyTypes: ["npm"], pathNot: "node_modules/ipaddr\\.js" },
    },
    {
      name: "vendors-stay-at-the-edge",
      severity: "error",
      from: { path: "^lib/(?!adapters/|runtime/|api/|cli/)" },
      to: {
        path: "node_modules/(pepr|kubernetes-fluent-client|@kubernetes|@azure|ssh2|undici|pino|@peculiar)",
      },
    },
    {
      name: "declared-packages-only",
      severity: "error",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "nothing-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    // hack/package.json only marks a module format; dependencies are declared at the root.
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
