import type { Operation } from "../../../../lib/api/operation.generated";
import {
  askingOperation,
  judgeRequest,
  type NameEvidence,
  type RequestEvidence,
} from "../../../../lib/domain/certificate/judge";
import { tokenIdOf } from "../../../../lib/domain/token";
import { anOperation, frozen, OPERATION_UID } from "../../../fakes/samples";

/** What a request says of who asks. */
export type Subject = NonNullable<RequestEvidence["subject"]>;

/** An operation whose run is at work. */
export const RUNNING = anOperation({ status: { dcJobID: `stargate-${OPERATION_UID}` } });

/** The subject of the kubelet's request. */
export const SUBJECT: Subject = {
  commonNames: ["system:node:w1"],
  organizations: ["system:nodes"],
  otherAttributes: [],
  extensions: [],
};

/** The request that a kubelet sends with the token of the running operation. */
export const GOOD: RequestEvidence = frozen({
  signerName: "kubernetes.io/kube-apiserver-client-kubelet",
  username: `system:bootstrap:${tokenIdOf(OPERATION_UID)}`,
  groups: ["system:bootstrappers", "system:bootstrappers:stargate", "system:authenticated"],
  usages: ["client auth", "digital signature", "key encipherment"],
  subject: SUBJECT,
  decided: false,
});

/** The verdict on a request among these operations; the name is not taken, unless `machines` says so. */
export function judge(
  request: RequestEvidence,
  operations: readonly Operation[],
  machines: Partial<NameEvidence> = {},
): { readonly kind: string; readonly message: string } {
  const operation = askingOperation(request, operations);
  return operation === undefined
    ? { kind: "NotOurs", message: "" }
    : judgeRequest(request, operation, {
        operations,
        nodeMachineID: undefined,
        serverMachineID: undefined,
        ...machines,
      });
}
