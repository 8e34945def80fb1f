import type { Operation } from "../../api/operation.generated";
import { askingOperation, judgeRequest, type NameEvidence } from "../../domain/certificate/judge";
import type { Key } from "../../domain/key";
import type { CertificateRequests } from "../../ports/certificate-requests";
import type { Events } from "../../ports/events";
import type { Nodes } from "../../ports/nodes";
import type { Store } from "../../ports/objects";
import type { Requeue } from "../../ports/work";

/** What judging certificate requests reaches out to. */
export interface CertificateRequestPorts {
  readonly certificateRequests: CertificateRequests;
  readonly store: Store;
  readonly nodes: Nodes;
  readonly events: Events;
}

/** One pass over a certificate request: ours are approved or denied, all others get nothing from us. */
export async function reconcileCertificateRequest(
  ports: CertificateRequestPorts,
  { name }: Key,
): Promise<Requeue> {
  const { certificateRequests, store, events } = ports;
  const request = await certificateRequests.get(name);
  if (request === undefined || request.decided) {
    return undefined;
  }
  const operations = await store.operations.list();
  const operation = askingOperation(request, operations);
  if (operation === undefined) {
    return undefined;
  }
  const verdict = judgeRequest(request, operation, {
    operations,
    ...(await machinesOf(ports, operation)),
  });
  const subject = { kind: "Operation" as const, metadata: operation.metadata ?? {} };
  if (verdict.kind === "Approve") {
    await certificateRequests.approve(name, verdict.message);
    await events.normal(subject, "CertificateApproved", verdict.message);
  } else {
    await certificateRequests.deny(name, verdict.message);
    await events.warning(subject, "CertificateDenied", verdict.message);
  }
  return undefined;
}

/** The machine that the Server is, and the one whose Node has its name. */
async function machinesOf(
  { store, nodes }: CertificateRequestPorts,
  { metadata, spec }: Operation,
): Promise<Omit<NameEvidence, "operations">> {
  const { name } = spec.serverRef;
  const [server, node] = await Promise.all([
    store.servers.get({ namespace: metadata?.namespace ?? "", name }),
    nodes.get(name),
  ]);
  return { nodeMachineID: node?.machineID, serverMachineID: server?.status?.machineID };
}
