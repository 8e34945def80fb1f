import type { Secret } from "../secret";

/** A certificate in PEM, and its key (PKCS#8, PEM). */
export interface KeyPair {
  readonly certificate: string;
  readonly key: Secret;
}

/** What the replicas share: the entries of their Secret. */
export interface SharedCertificate {
  /** What is shown to API servers. */
  readonly leaf: KeyPair;
  /** Authorities to be trusted, as one text in PEM; the current one first. */
  readonly bundle: string;
  /** Key of the current authority. */
  readonly authorityKey: Secret;
  /** Last part of the webhooks' URL, which only API servers know. */
  readonly path: Secret;
}

/** When a certificate is valid, milliseconds since the epoch. */
export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** An authority that can be read. */
export interface AuthorityFacts extends Validity {
  readonly certificate: string;
}

/** A serving certificate that can be read. */
export interface LeafFacts extends Validity {
  /** Whether it is for every name that is wanted. */
  readonly hasNames: boolean;
  /** Whether the key beside it is its own. */
  readonly hasKey: boolean;
  /** The authority that signed it, of those that are trusted. */
  readonly issuer: string | undefined;
}

/** What can be read of what the replicas share. */
export interface CertificateFacts {
  readonly leaf: LeafFacts | undefined;
  /** The current one first. */
  readonly authorities: readonly AuthorityFacts[];
  /** Whether the key is that of the first authority. */
  readonly hasAuthorityKey: boolean;
}
