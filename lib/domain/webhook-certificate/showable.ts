import { leafFault } from "./decide";
import type { CertificateFacts, Validity } from "./facts";
import { trust, type WebhookClient } from "./trust";

/** A serving certificate that every webhook's caller accepts. */
export interface Showable extends Validity {
  readonly issuer: string;
}

/** The serving certificate, where it can be shown to everybody at this time. */
export function showable(
  facts: CertificateFacts,
  clients: readonly WebhookClient[],
  nowMs: number,
): Showable | undefined {
  const { leaf } = facts;
  if (leaf?.issuer === undefined || leafFault(facts, nowMs) !== undefined) {
    return undefined;
  }
  const { issuer, notBeforeMs, notAfterMs } = leaf;
  return trust(clients, issuer) ? { issuer, notBeforeMs, notAfterMs } : undefined;
}
