import type { ProvisioningProfile } from "../api/provisioning-profile.generated";
import type { KnownSurroundings } from "../domain/admission/known-world";
import { skewViolations } from "../domain/admission/profile";
import type { Surroundings } from "../ports/surroundings";

/**
 * What a profile is judged by. Where its version is refused, the API server is asked for its own once more: it may
 * have been upgraded a moment ago. Rejects as `Surroundings` does.
 */
export async function surroundingsFor(
  surroundings: Surroundings,
  profile: ProvisioningProfile | undefined,
): Promise<KnownSurroundings> {
  const known = await surroundings.current();
  return profile === undefined || skewViolations(profile, known.cluster).length === 0
    ? known
    : await surroundings.afresh();
}
