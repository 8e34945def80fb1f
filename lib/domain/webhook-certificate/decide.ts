import {
  CERTIFICATE_RENEWAL_SHARE,
  CLOCK_TOLERANCE_SECONDS,
  PREVIOUS_AUTHORITIES_LIMIT,
  TRUST_SETTLE_MS,
  WEBHOOK_LEAF_DAYS,
} from "../../defaults";
import type { AuthorityFacts, CertificateFacts, Validity } from "./facts";

const DAY_MS = 86_400_000;

/** A serving certificate, and whom API servers trust. */
type Shown = Pick<CertificateFacts, "leaf" | "authorities">;

/** What is to be renewed, and whom API servers are to trust then. */
export interface Renewal {
  /** Why there has to be another authority; undefined where the current one stays. */
  readonly authority: string | undefined;
  /** Why there has to be another serving certificate. */
  readonly leaf: string | undefined;
  /** Authorities of those that are known that stay trusted, in order; behind the new one, where there is one. */
  readonly trusted: readonly string[];
}

/**
 * What is to be renewed at this time.
 *
 * Of a new authority API servers have to know before they meet a certificate of it: while the one they know can be shown
 * it stays, and is renewed in a later look.
 *
 * `others` are authorities that are trusted somewhere else: what they signed may still be shown by somebody.
 */
export function decide(
  facts: CertificateFacts,
  others: readonly AuthorityFacts[],
  nowMs: number,
): Renewal {
  const [current, ...previous] = facts.authorities;
  const reason = current === undefined ? "there is none" : authorityReason(facts, current, nowMs);
  if (current === undefined || reason !== undefined) {
    return {
      authority: reason,
      leaf: leafReason(facts, undefined, nowMs),
      trusted: previousOf([...facts.authorities, ...others], nowMs),
    };
  }
  const issuedAtMs = issuanceOf(current);
  const isKnown = nowMs >= issuedAtMs + TRUST_SETTLE_MS;
  // Whatever the previous ones signed has expired one life of a leaf after the last of them was replaced.
  const isRecent = nowMs < issuedAtMs + WEBHOOK_LEAF_DAYS * DAY_MS;
  return {
    authority: undefined,
    leaf: leafReason(facts, isKnown ? current.certificate : undefined, nowMs),
    trusted: [current.certificate, ...(isRecent ? previousOf(previous, nowMs) : [])],
  };
}

/** Why the serving certificate cannot be shown to anybody at this time; undefined where it can. */
export function leafFault({ leaf, authorities }: Shown, nowMs: number): string | undefined {
  if (leaf === undefined) {
    return "it cannot be read";
  }
  if (!leaf.hasKey) {
    return "its key is another one's";
  }
  if (!leaf.hasNames) {
    return "it is for other names";
  }
  const issuer = authorities.find(({ certificate }) => certificate === leaf.issuer);
  return issuer === undefined
    ? "its authority is not trusted"
    : (timeFault("it", leaf, nowMs) ?? timeFault("its authority", issuer, nowMs));
}

/** Why a certificate is of no use at this time. */
export function timeFault(
  what: string,
  { notBeforeMs, notAfterMs }: Validity,
  nowMs: number,
): string | undefined {
  if (nowMs < notBeforeMs) {
    return `${what} is valid from ${timeOf(notBeforeMs)}`;
  }
  return nowMs < notAfterMs ? undefined : `${what} has expired at ${timeOf(notAfterMs)}`;
}

/** Why an authority is renewed. */
function authorityReason(
  { hasAuthorityKey }: CertificateFacts,
  current: AuthorityFacts,
  nowMs: number,
): string | undefined {
  return hasAuthorityKey
    ? (timeFault("it", current, nowMs) ?? ageReason(current, nowMs))
    : "its key is lost";
}

/** Why a serving certificate is renewed, where the authority that it should be of is known to API servers. */
function leafReason(
  facts: CertificateFacts,
  known: string | undefined,
  nowMs: number,
): string | undefined {
  const fault = leafFault(facts, nowMs);
  if (fault !== undefined || facts.leaf === undefined) {
    return fault;
  }
  return known !== undefined && facts.leaf.issuer !== known
    ? "its authority was renewed"
    : ageReason(facts.leaf, nowMs);
}

function ageReason({ notBeforeMs, notAfterMs }: Validity, nowMs: number): string | undefined {
  const dueMs = notBeforeMs + (notAfterMs - notBeforeMs) * CERTIFICATE_RENEWAL_SHARE;
  return nowMs < dueMs ? undefined : `it expires at ${timeOf(notAfterMs)}`;
}

/** Certificates are valid a little before they are made, for clocks that are behind. */
function issuanceOf({ notBeforeMs }: Validity): number {
  return notBeforeMs + CLOCK_TOLERANCE_SECONDS * 1000;
}

function previousOf(authorities: readonly AuthorityFacts[], nowMs: number): readonly string[] {
  const live = authorities.filter(({ notAfterMs }) => nowMs < notAfterMs);
  return [...new Set(live.map(({ certificate }) => certificate))].slice(
    0,
    PREVIOUS_AUTHORITIES_LIMIT,
  );
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
