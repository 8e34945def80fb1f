import { operationViolations } from "../../lib/domain/operation/admission";
import { profileViolations } from "../../lib/domain/profile/admission";
import { routerViolations } from "../../lib/domain/router/admission";
import { serverViolations } from "../../lib/domain/server/admission";
import type { Violation } from "../../lib/domain/violation";
import type { Manifest } from "./row";

/** Whatever users send is judged, though the types say otherwise. */
const JUDGES: Readonly<Record<string, (manifest: never, before?: never) => Violation[]>> = {
  Server: serverViolations,
  ProvisioningProfile: profileViolations,
  Operation: operationViolations,
  Router: routerViolations,
};

/** What `violations()` of the object's kind says. */
export function violationsOf(manifest: Manifest, before?: Manifest): readonly Violation[] {
  const judge = JUDGES[manifest.kind];
  if (judge === undefined) {
    throw new Error(`nobody judges ${manifest.kind}`);
  }
  return judge(manifest as never, before as never);
}
