import { PROVISIONING_PROFILE_SPEC } from "../../api/shapes.generated";
import type { ProvisioningProfile, Repository } from "../../api/provisioning-profile.generated";
import { OLDEST_API_SERVER_MINOR, OLDEST_KUBELET_MINOR } from "../../defaults";
import { longTextRule, shapeViolations, textRule, type TextRules, unchecked } from "../shape";
import { LOGIN_NAME, secretName } from "../text-rules";
import { freshViolations, type Violation, when } from "../violation";
import { parseVersion } from "../version";
import { isRepositoryUrl } from "./repository-url";

/** Preflight checks that say whose node a server is, in lower case. */
const WHOSE_NODE: ReadonlySet<string> = new Set(["membership", "nodeidentity"]);

const CHECK_NAME = /^[A-Za-z][A-Za-z0-9._-]*$/;
const FINGERPRINT = /^[0-9A-F]{40}$/;
const ARMOR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

const SECRET_NAME = secretName("the profile");

const RULES: TextRules = {
  "spec.kubernetesVersion": [
    textRule(
      version => parseVersion(version)?.major === 1,
      'is not a Kubernetes version; write "1.34" for the newest patch, or an exact one such as "1.34.4", without v',
    ),
    textRule(
      version => Number(version.split(".")[1]) >= OLDEST_KUBELET_MINOR,
      `is older than 1.${OLDEST_KUBELET_MINOR}, the oldest version whose nodes a supported control plane (1.${OLDEST_API_SERVER_MINOR}) accepts; name that of your cluster, or at most three minors below`,
    ),
  ],
  "spec.customBootstrapScript": [
    longTextRule(
      script => !script.includes("\r\n"),
      "has Windows line ends (CR LF), with which no interpreter finds its commands; save the script with LF",
    ),
    longTextRule(script => !script.includes("\0"), "has a NUL character; a script is text"),
  ],
  "spec.sshCredentialsSecretRef": [SECRET_NAME],
  "spec.tailscaleAuthKeySecretRef": [SECRET_NAME],
  "spec.adminUsername": [LOGIN_NAME],
  "spec.repositories[].url": [
    textRule(
      isRepositoryUrl,
      "is not a repository address; write http(s)://host[:port]/path/ with a slash at the end, for example https://pkgs.k8s.io/core:/stable:/v{minor}/deb/",
    ),
  ],
  "spec.repositories[].key": [
    longTextRule(isArmoredKey, `is not an armored OpenPGP public key; it begins with ${ARMOR}`),
  ],
  "spec.repositories[].keySecretRef": [SECRET_NAME],
  "spec.repositories[].fingerprint": [
    textRule(
      text => FINGERPRINT.test(text),
      "is not a key fingerprint; write its 40 upper-case hexadecimal digits without spaces (gpg --show-keys)",
    ),
  ],
  "spec.ignorePreflightErrors[]": [
    textRule(
      check => CHECK_NAME.test(check) && check.toLowerCase() !== "all",
      "does not name one check; list each by its name, such as Swap or SystemVerification (all is not accepted)",
    ),
    textRule(
      check => !WHOSE_NODE.has(check.toLowerCase()),
      "cannot be ignored: it tells whose node a server is; leave it out, and correct what it finds",
    ),
  ],
};

type Judged = Pick<ProvisioningProfile, "spec">;

/** Whether the text is an armored OpenPGP public key, as far as that can be told without reading it. */
export function isArmoredKey(text: string): boolean {
  return text.startsWith(ARMOR);
}

/** Every rule that the profile breaks on its own or, given what it was before, by the update. */
export function profileViolations(profile: Judged, before?: Judged): Violation[] {
  const now = violationsOf(profile);
  return before === undefined ? now : freshViolations(now, violationsOf(before));
}

function violationsOf({ spec }: Judged): Violation[] {
  const { repositories } = unchecked(spec);
  return [
    ...shapeViolations(PROVISIONING_PROFILE_SPEC, spec, RULES),
    ...(Array.isArray(repositories) ? repositories : []).flatMap(keyViolations),
  ];
}

/** A repository has one signing key, and it is known from where. */
function keyViolations(repository: unknown, index: number): Violation[] {
  const { key, keySecretRef, fingerprint } = unchecked(repository as Repository | null);
  const isGiven = (value: unknown) => value !== undefined && value !== null;
  const field = `spec.repositories[${index}]`;
  return [
    ...when(![key, keySecretRef, fingerprint].some(isGiven), field, () => {
      return "needs a signing key: give key (armored), keySecretRef, or the fingerprint of the key at <url>Release.key";
    }),
    ...when(isGiven(key) && isGiven(keySecretRef), field, () => {
      return "has both key and keySecretRef; give one";
    }),
  ];
}
