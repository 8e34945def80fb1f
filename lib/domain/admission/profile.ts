import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import { KUBELET_SKEW_MINORS } from "../../defaults";
import { shown, type Violation, when } from "../violation";
import { minorOf, parseVersion } from "../version";
import {
  type Judgement,
  type KnownCluster,
  type KnownWorld,
  refused,
  touches,
  type Writing,
} from "./known-world";

/** Whether the API server can have kubelets of the profile's version; nobody knows where its own is not known. */
export function judgeProfile(
  writing: Writing<ProvisioningProfile>,
  { cluster }: KnownWorld,
): Judgement {
  return refused(
    touches(writing, ({ spec }) => spec.kubernetesVersion)
      ? skewViolations(writing.object, cluster)
      : [],
  );
}

/** That the profile's version and the API server's are too far apart; at most one violation. */
export function skewViolations(
  { spec }: ProvisioningProfile,
  { version }: KnownCluster,
): Violation[] {
  const { kubernetesVersion } = spec;
  const wanted = parseVersion(kubernetesVersion);
  // What vendors add behind it, such as -eks-1a2b, is no part of the version.
  const server =
    version === undefined ? undefined : parseVersion(version.replace(/^v|[-+].*$/g, ""));
  if (wanted === undefined || server?.major !== wanted.major) {
    return [];
  }
  const oldest = { ...server, minor: server.minor - KUBELET_SKEW_MINORS };
  const range = `write a version from ${minorOf(oldest)} to ${minorOf(server)}`;
  const field = "spec.kubernetesVersion";
  return [
    ...when(wanted.minor > server.minor, field, () => {
      return `${shown(kubernetesVersion)} is newer than the API server (${String(version)}), and no kubelet may be; ${range}, or upgrade the control plane first`;
    }),
    ...when(wanted.minor < oldest.minor, field, () => {
      return `${shown(kubernetesVersion)} is more than ${KUBELET_SKEW_MINORS} minor versions older than the API server (${String(version)}); ${range}`;
    }),
  ];
}
