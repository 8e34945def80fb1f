import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import { KUBELET_SKEW_MINORS } from "../../defaults";
import { shown, when } from "../violation";
import { minorOf, parseVersion } from "../version";
import { type Judgement, type KnownWorld, refused, touches, type Writing } from "./known-world";

/** Whether the API server can have kubelets of the profile's version; nobody knows where its own is not known. */
export function judgeProfile(
  writing: Writing<ProvisioningProfile>,
  { cluster }: KnownWorld,
): Judgement {
  const { kubernetesVersion } = writing.object.spec;
  const wanted = parseVersion(kubernetesVersion);
  const server = parseVersion(cluster.version?.replace(/^v/, "").split(/[-+]/)[0] ?? "");
  if (
    wanted === undefined ||
    server?.major !== wanted.major ||
    !touches(writing, ({ spec }) => spec.kubernetesVersion)
  ) {
    return refused([]);
  }
  const oldest = { ...server, minor: server.minor - KUBELET_SKEW_MINORS };
  const range = `write a version from ${minorOf(oldest)} to ${minorOf(server)}`;
  const is = `the API server (${cluster.version ?? ""})`;
  const field = "spec.kubernetesVersion";
  return refused([
    ...when(wanted.minor > server.minor, field, () => {
      return `${shown(kubernetesVersion)} is newer than ${is}, and no kubelet may be; ${range}, or upgrade the control plane first`;
    }),
    ...when(wanted.minor < oldest.minor, field, () => {
      return `${shown(kubernetesVersion)} is more than ${KUBELET_SKEW_MINORS} minor versions older than ${is}; ${range}`;
    }),
  ]);
}
