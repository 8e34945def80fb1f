import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import { shown, when } from "../violation";
import { type Judgement, refused, told } from "./known-world";
import { isGoing } from "./objects";

/** A profile that is not there yet is waited for; one that is being deleted is not. */
export function judgeProfileName(
  field: string,
  profile: ProvisioningProfile | undefined,
  name: string,
  /** What goes before, where the field is not the one that names it. */
  origin = "",
): Judgement {
  if (profile === undefined) {
    const message = `${origin}there is no ProvisioningProfile ${shown(name)} in this namespace yet; operations wait for it`;
    return told([{ field, message }]);
  }
  return refused(
    when(isGoing(profile), field, () => {
      return `${origin}ProvisioningProfile ${shown(name)} is being deleted; name another one, or create it again when it is gone`;
    }),
  );
}
