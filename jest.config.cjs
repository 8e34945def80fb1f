// kubernetes-fluent-client, @kubernetes/client-node and execa ship ES modules only, as do most of what execa needs,
// so they are transformed.
const esm = [
  "kubernetes-fluent-client",
  "@kubernetes/client-node",
  "openid-client",
  "oauth4webapi",
  "jose",
  "execa",
  "listr2",
  "p-limit",
  "yocto-queue",
  "@sec-ant/readable-stream",
  "@sindresorhus/merge-streams",
  "figures",
  "get-stream",
  "human-signals",
  "is-plain-obj",
  "is-stream",
  "is-unicode-supported",
  "npm-run-path",
  "parse-ms",
  "path-key",
  "pretty-ms",
  "strip-final-newline",
  "unicorn-magic",
  "yoctocolors",
];

const project = (name, extra = {}) => ({
  displayName: name,
  rootDir: __dirname,
  testEnvironment: "node",
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: {
    "^.+\\.[jt]s$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }],
  },
  setupFilesAfterEnv: [`<rootDir>/test/${name}/setup.ts`],
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join("|")})/)`],
  modulePathIgnorePatterns: ["<rootDir>/dist/"],
  // Its package.json offers Node nothing but `import`.
  moduleNameMapper: { "^unicorn-magic$": "<rootDir>/node_modules/unicorn-magic/node.js" },
  ...extra,
});

/** @type {import("jest").Config} */
module.exports = {
  testSequencer: "<rootDir>/test/by-name.cjs",
  // What decides, and what becomes of servers, has no untested branch. Counted by `npm run test:unit`.
  collectCoverageFrom: ["lib/{domain,bootstrap}/**/*.ts", "!**/*.generated.ts"],
  coverageThreshold: {
    "./lib/domain/": { branches: 100 },
    "./lib/bootstrap/": { branches: 100 },
  },
  coverageReporters: ["text-summary"],
  projects: [
    project("unit"),
    project("contract"),
    project("shell"),
    project("crds"),
    project("e2e"),
    // Stories on the lab's managed cluster; not part of the gate, which has no time left.
    project("managed"),
    // The properties of the domain again, each with 100 000 cases, and what many objects leave behind; not part of the gate.
    project("long", {
      testMatch: [
        "<rootDir>/test/unit/domain/*.properties.test.ts",
        "<rootDir>/test/long/*.test.ts",
      ],
    }),
  ],
};
