import type { Operation } from "../../api/operation.generated";
import type { Server, ServerStatus } from "../../api/server.generated";
import { isTrue } from "../conditions";

/** A status without what a membership of the cluster put there. What tells the machine from others stays. */
export function released({
  nodeName: _name,
  os: _os,
  podCIDR: _block,
  appliedProvisioningProfile: _profile,
  ...kept
}: ServerStatus): ServerStatus {
  return kept;
}

/** Whether the server was a node, as far as is on record. */
export function wasNode({ status = {} }: Pick<Server, "status">): boolean {
  const { nodeName, podCIDR, appliedProvisioningProfile } = status;
  return (nodeName ?? podCIDR ?? appliedProvisioningProfile) !== undefined;
}

/** Whether the operation took the server out of the cluster. */
export function isReset({ spec, status }: Operation): boolean {
  return spec.operation === "reset" && isTrue<"Operation">(status?.conditions, "Complete");
}
