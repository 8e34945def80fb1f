import { HOSTILE, NO_TEXT } from "./hostile";
import { NAMES, NO_NAMES } from "./names";
import {
  ADMITTED,
  each,
  type Manifest,
  operation,
  profile,
  refused,
  type Row,
  server,
} from "./row";

/** The Operation was like this, and is to become like that. */
function change(
  name: string,
  spec: Readonly<Record<string, unknown>>,
  isRefused = true,
  before: Manifest = operation({ provisioningProfileRef: { name: "p" } }),
): Row {
  const manifest = operation(spec);
  return isRefused
    ? {
        name,
        before,
        manifest,
        ...refused("cannot be changed; delete this Operation and create another"),
        field: "spec",
      }
    : { name, before, manifest, verdict: "admitted" };
}

const CHANGES: readonly Row[] = [
  change("no change", { provisioningProfileRef: { name: "p" } }, false),
  change("another Server", { serverRef: { name: "t" }, provisioningProfileRef: { name: "p" } }),
  change("another profile", { provisioningProfileRef: { name: "q" } }),
  change("no profile any more", {}),
  change(
    "a profile where there was none",
    { provisioningProfileRef: { name: "p" } },
    true,
    operation({}),
  ),
  change("a dry run", { provisioningProfileRef: { name: "p" }, dryRun: true }),
  change("a key to renew", { provisioningProfileRef: { name: "p" }, renewHostKey: true }),
];

/** A hash of a plan. */
const HASH = `sha256:${"0123456789abcdef".repeat(4)}`;

const REFERENCES: readonly Row[] = [
  { field: "serverRef.name", kind: "Server" },
  { field: "provisioningProfileRef.name", kind: "ProvisioningProfile" },
].flatMap(({ field, kind }) => [
  ...each(operation, field, [...NAMES, "a".repeat(63)], ADMITTED),
  ...each(
    operation,
    field,
    [...NO_NAMES, ...HOSTILE],
    refused(
      `is not the name of a ${kind}; use lower-case letters, digits, dots and dashes, and no`,
    ),
  ),
  ...each(operation, field, NO_TEXT, refused("must be of type string")),
  ...each(operation, field, [undefined, null, "a".repeat(254)], refused()),
]);

const NAMED: readonly Row[] = [
  {
    name: "an Operation with a generated name",
    manifest: { ...operation({}), metadata: { generateName: "repave-" } },
    verdict: "admitted",
  },
  {
    name: "an Operation whose name has 253 characters",
    manifest: { ...operation({}), metadata: { name: "a".repeat(253) } },
    verdict: "admitted",
  },
  {
    name: "an Operation from another time",
    manifest: {
      ...operation({}),
      metadata: { name: "o", creationTimestamp: "1970-01-01T00:00:00Z" },
    },
    verdict: "admitted",
  },
  {
    name: "an Operation that says it has succeeded, which is dropped",
    manifest: { ...operation({}), status: { phase: "Succeeded", message: "done" } },
    verdict: "admitted",
  },
  ...[undefined, null, [], "repave"].map(
    (spec): Row => ({
      name: `an Operation whose spec is ${JSON.stringify(spec)}`,
      manifest: { ...operation({}), spec },
      ...refused(),
      field: "spec",
    }),
  ),
];

/** What only the other objects tell. */
const BY_OTHERS: readonly Row[] = [
  {
    name: "a Server that is not there yet",
    manifest: operation({ serverRef: { name: "later" } }),
    verdict: "condition",
    says: "ServerNotFound",
  },
  {
    name: "a second live Operation for a Server",
    manifest: operation({}),
    given: [
      profile({}),
      server({ provisioningProfile: "p" }),
      { ...operation({}), metadata: { name: "first" } },
    ],
    verdict: "refusedByAdmission",
    reconciled: "OperationInProgress",
    field: "spec.serverRef.name",
  },
];

/** Every case about Operations. */
export const OPERATIONS: readonly Row[] = [
  ...each(operation, "operation", ["repave", "reboot", "reset"], ADMITTED),
  ...each(
    operation,
    "operation",
    ["REPAVE", "Repave", "repave ", "Reboot", "bootstrap", "", "rm -rf /", ...HOSTILE],
    refused('"repave"'),
  ),
  ...each(operation, "operation", [undefined, null, ...NO_TEXT], refused()),
  ...REFERENCES,
  ...each(operation, "serverRef.name", ["a".repeat(64)], refused()),
  ...each(operation, "serverRef", [undefined, null, "w1", [], {}, 1], refused()),
  ...each(operation, "serverRef", [{ name: "w1", namespace: "other" }], refused("namespace")),
  ...each(operation, "provisioningProfileRef", [undefined, null], ADMITTED),
  ...each(operation, "provisioningProfileRef", ["p", [], {}, 1], refused()),
  ...each(operation, "renewHostKey", [true, false, undefined, null], ADMITTED),
  ...each(operation, "renewHostKey", ["true", "", 1, [], {}], refused("of type boolean")),
  ...each(operation, "dryRun", [true, false, undefined, null], ADMITTED),
  ...each(operation, "dryRun", ["true", "", 1, [], {}], refused("of type boolean")),
  ...each(operation, "planHash", [HASH, undefined, null], ADMITTED),
  ...each(
    operation,
    "planHash",
    [HASH.toUpperCase(), HASH.slice(0, -1), HASH.slice("sha256:".length), "", "latest"],
    refused("is no hash of a plan; copy status.planHash of a dry run"),
  ),
  ...each(operation, "planHash", [`${HASH}0`, ...HOSTILE], refused()),
  ...each(operation, "planHash", NO_TEXT, refused("must be of type string")),
  {
    name: "a hash that an operation requires",
    manifest: operation({ planHash: HASH, dryRun: false }),
    verdict: "admitted",
  },
  {
    name: "a hash that a dry run requires",
    manifest: operation({ planHash: HASH, dryRun: true }),
    ...refused("cannot be required of a dry run, which is what makes a plan"),
    field: "spec.planHash",
  },
  {
    name: "a new host key that a dry run is to record",
    manifest: operation({ renewHostKey: true, dryRun: true }),
    ...refused("cannot be asked of a dry run, which changes nothing"),
    field: "spec.renewHostKey",
  },
  ...["force", "server", "profile", "status"].map(
    (field): Row => ({
      name: `an unknown field ${field}`,
      manifest: operation({ [field]: true }),
      ...refused(field),
      field: "spec",
    }),
  ),
  ...NAMED,
  ...CHANGES,
  ...BY_OTHERS,
];
