import type { Reason } from "../../api/conditions";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Server } from "../../api/server.generated";
import type { HostRole } from "../errors";
import type { ObjectReference, WaitReason } from "../../api/waiting";
import type { NodeEvidence } from "./judge-node";
import type { HostInput, OperationWait, RunInput } from "./snapshot";

/** What to do with an operation now. */
export type Decision =
  | { readonly kind: "None" }
  | ({ readonly kind: "Wait" } & OperationWait)
  | {
      readonly kind: "Fail";
      readonly reason: Reason;
      readonly message: string;
      /** The host that it is about, where that is not plain. */
      readonly role?: HostRole;
    }
  | {
      readonly kind: "AdoptRouter";
      readonly tailscaleIP: string;
      readonly server: Server;
      readonly profile: ProvisioningProfile;
    }
  | ({ readonly kind: "Run" } & RunInput)
  /** It was deleted while its run may be at work: stop the run. */
  | ({ readonly kind: "Cancel" } & HostInput)
  /** It was deleted: let it go. `skipped` says why the server is not told, if there was something to tell. */
  | { readonly kind: "Release"; readonly skipped: string | undefined }
  | {
      readonly kind: "AwaitNode";
      readonly reason: WaitReason;
      readonly message: string;
      /** The server has left, and this Node goes, too. */
      readonly remove?: NodeEvidence;
    }
  /** Move the pods away before the run goes on. */
  | ({ readonly kind: "Drain" } & RunInput)
  | {
      readonly kind: "Complete";
      readonly message: string;
      readonly node: NodeEvidence | undefined;
    };

/** A wait for something to appear. */
export function wait(
  reason: WaitReason,
  message: string,
  object: ObjectReference,
  started = false,
): Decision {
  return { kind: "Wait", reason, message, object, started };
}
