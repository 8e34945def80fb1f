import { judgeRequest } from "../../domain/certificate/judge";
import type { Key } from "../../domain/key";
import type { CertificateRequests } from "../../ports/certificate-requests";
import type { Events } from "../../ports/events";
import type { Store } from "../../ports/objects";
import type { Requeue } from "../../ports/work";

/** What judging certificate requests reaches out to. */
export interface CertificateRequestPorts {
  readonly certificateRequests: CertificateRequests;
  readonly store: Store;
  readonly events: Events;
}

/** One pass over a certificate request: ours are approved or denied, all others get nothing from us. */
export async function reconcileCertificateRequest(
  { certificateRequests, store, events }: CertificateRequestPorts,
  { name }: Key,
): Promise<Requeue> {
  const request = await certificateRequests.get(name);
  if (request === undefined || request.decided) {
    return undefined;
  }
  const verdict = judgeRequest(request, await store.operations.list());
  if (verdict.kind === "NotOurs") {
    return undefined;
  }
  const subject = { kind: "Operation" as const, metadata: verdict.operation.metadata ?? {} };
  if (verdict.kind === "Approve") {
    await certificateRequests.approve(name, verdict.message);
    await events.normal(subject, "CertificateApproved", verdict.message);
  } else {
    await certificateRequests.deny(name, verdict.message);
    await events.warning(subject, "CertificateDenied", verdict.message);
  }
  return undefined;
}
