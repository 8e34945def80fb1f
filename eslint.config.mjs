import eslint from "@eslint/js";
import n from "eslint-plugin-n";
import tseslint from "typescript-eslint";

/** Literals whose only homes are lib/defaults.ts and lib/api: numbers with a source, and wire names. */
const misplacedLiterals = [
  {
    selector: "Literal[value=/^\\d{1,3}(\\.\\d{1,3}){3}(\\u002f\\d+)?$/]",
    message: "IPv4 addresses and prefixes live in lib/defaults.ts.",
  },
  {
    selector: "Literal[value=/stargate\\.io/], TemplateElement[value.raw=/stargate\\.io/]",
    message: "Wire names live in lib/api/names.ts.",
  },
];

/** Shell belongs to .sh files, where shellcheck reads it. */
const shellInTypeScript = [
  {
    selector:
      "TemplateElement[value.raw=/(sudo |&& |^#!)/], Literal[value=/(^sudo .* |&& |^#!\\u002f)/]",
    message: "No shell in TypeScript: write a script and pass parameters.",
  },
];

const bannedMocks = [
  {
    selector:
      "MemberExpression[object.name='jest'][property.name=/^(mock|doMock|unstable_mockModule)$/]",
    message: "No module mocks: pass a fake of the port.",
  },
];

export default tseslint.config(
  {
    ignores: [
      "dist/**",
      "node_modules/**",
      "coverage/**",
      "**/*.generated.ts",
      "**/*.cjs",
      "**/*.mjs",
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    plugins: { n },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/prefer-readonly": "error",
      complexity: ["error", 10],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 4],
      "max-depth": ["error", 3],
      "no-console": "error",
      "no-warning-comments": ["error", { terms: ["fixme", "xxx"] }],
      "no-restricted-syntax": ["error", ...shellInTypeScript, ...bannedMocks],
      "n/no-process-env": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["lib/**/*.ts", "capabilities/**/*.ts", "pepr.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...shellInTypeScript, ...misplacedLiterals],
    },
  },
  {
    files: ["lib/defaults.ts", "lib/api/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...shellInTypeScript] },
  },
  {
    // The one place of the module, and of the command line, that reads its environment.
    files: ["lib/runtime/environment.ts", "lib/cli/environment.ts", "hack/**/*.ts", "test/**/*.ts"],
    rules: { "n/no-process-env": "off" },
  },
  {
    files: ["hack/**/*.ts", "lib/cli/**/*.ts"],
    rules: { "no-console": "off" },
  },
  {
    // A describe block is a list, not a function with a job.
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "no-console": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/unbound-method": "off",
      // Kinds are classes for Pepr and plain objects at run time.
      "@typescript-eslint/no-misused-spread": "off",
    },
  },
);
