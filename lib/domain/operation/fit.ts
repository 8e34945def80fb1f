import { skewViolations } from "../admission/profile";
import { misplacementOf } from "../server/misplacement";
import { formatViolations } from "../violation";
import type { Decision } from "./decision";
import type { RunInput, Snapshot } from "./snapshot";

/**
 * What the cluster and the other objects have against a run, before anything is sent. Admission judges by the same
 * rules, but may be away, and knows of others only what was so a moment ago.
 *
 * A place is waited for, as what two objects claim is: either of the two may be corrected. Another version of the API
 * server is not: it comes months later, and then nobody expects the server to be repaved.
 */
export function decideFit(
  { surroundings }: Pick<Snapshot, "surroundings">,
  { operation, server, profile, router }: RunInput,
): Decision | undefined {
  // A run that was handed over is followed on: the server is at work already. And from a wrong place one may leave.
  if (
    surroundings === undefined ||
    operation.status?.dcJobID !== undefined ||
    operation.spec.operation === "reset"
  ) {
    return undefined;
  }
  // A reboot installs nothing.
  const skew =
    operation.spec.operation === "repave" ? skewViolations(profile, surroundings.cluster) : [];
  if (skew.length > 0) {
    return { kind: "Fail", reason: "VersionSkew", message: formatViolations(skew) };
  }
  const misplacement = misplacementOf(server, router, surroundings);
  return misplacement === undefined ? undefined : { kind: "Wait", ...misplacement, started: false };
}
