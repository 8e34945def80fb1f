import type { ProvisioningProfile, Repository } from "../../api/provisioning-profile.generated";
import { isObjectName, loginNameViolations } from "../names";
import { shown, type Violation, when } from "../violation";
import { parseVersion } from "../version";

const NO_SECRET_NAME =
  "is not the name of a Secret; use lower-case letters, digits, dots and dashes, and no namespace: it is read from the profile's own";

const CHECK_NAME = /^[A-Za-z][A-Za-z0-9._-]*$/;
const FINGERPRINT = /^[0-9A-F]{40}$/;
const REPOSITORY_URL = /^https?:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~:+-]+)*\/$/;
const ARMOR = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

/** Whether the text is an armored OpenPGP public key, as far as that can be told without reading it. */
export function isArmoredKey(text: string): boolean {
  return text.startsWith(ARMOR);
}

/** Every rule that the profile breaks on its own. */
export function profileViolations({ spec }: Pick<ProvisioningProfile, "spec">): Violation[] {
  return [
    ...when(parseVersion(spec.kubernetesVersion)?.major !== 1, "spec.kubernetesVersion", () => {
      return `${shown(spec.kubernetesVersion)} is not a Kubernetes version; write "1.34" for the newest patch, or an exact one such as "1.34.4"`;
    }),
    ...when(!isObjectName(spec.sshCredentialsSecretRef), "spec.sshCredentialsSecretRef", () => {
      return `${shown(spec.sshCredentialsSecretRef)} ${NO_SECRET_NAME}`;
    }),
    ...loginNameViolations(spec.adminUsername),
    ...(spec.repositories ?? []).flatMap(repositoryViolations),
    ...(spec.ignorePreflightErrors ?? []).flatMap((check, index) =>
      when(
        !CHECK_NAME.test(check) || check.toLowerCase() === "all",
        `spec.ignorePreflightErrors[${index}]`,
        () =>
          `${shown(check)} does not name one check; list each by its name, such as Swap or SystemVerification (all is not accepted)`,
      ),
    ),
  ];
}

function repositoryViolations(repository: Repository, index: number): Violation[] {
  const { url, key, keySecretRef, fingerprint } = repository;
  const field = `spec.repositories[${index}]`;
  return [
    ...when(!REPOSITORY_URL.test(url.replaceAll("{minor}", "1")), `${field}.url`, () => {
      return `${shown(url)} is not a repository address; write http(s)://host[:port]/path/ with a slash at the end, for example https://pkgs.k8s.io/core:/stable:/v{minor}/deb/`;
    }),
    ...when(
      key === undefined && keySecretRef === undefined && fingerprint === undefined,
      field,
      () => {
        return "needs a signing key: give key (armored), keySecretRef, or the fingerprint of the key at <url>Release.key";
      },
    ),
    ...when(key !== undefined && keySecretRef !== undefined, field, () => {
      return "has both key and keySecretRef; give one";
    }),
    ...when(key !== undefined && !isArmoredKey(key), `${field}.key`, () => {
      return `is not an armored OpenPGP public key; it begins with ${ARMOR}`;
    }),
    ...when(
      keySecretRef !== undefined && !isObjectName(keySecretRef),
      `${field}.keySecretRef`,
      () => {
        return `${shown(keySecretRef)} ${NO_SECRET_NAME}`;
      },
    ),
    ...when(
      fingerprint !== undefined && !FINGERPRINT.test(fingerprint),
      `${field}.fingerprint`,
      () => {
        return `${shown(fingerprint)} is not a key fingerprint; write its 40 upper-case hexadecimal digits without spaces (gpg --show-keys)`;
      },
    ),
  ];
}
