/** A CertificateSigningRequest, as far as approval reads it. */
export interface CertificateRequest {
  readonly name: string;
  readonly signerName: string;
  /** User that sent it, and its groups: set by the API server, not by the sender. */
  readonly username: string;
  readonly groups: readonly string[];
  readonly usages: readonly string[];
  /** PKCS#10, or undefined when it cannot be parsed. */
  readonly subject: CertificateSubject | undefined;
  /** Whether it was approved, denied, failed or issued already. */
  readonly decided: boolean;
}

/** Who a certificate request says that it is. */
export interface CertificateSubject {
  readonly commonNames: readonly string[];
  readonly organizations: readonly string[];
  /** Attributes of the subject besides CN and O. */
  readonly otherAttributes: readonly string[];
  /** Object identifiers of the extensions that are asked for, such as alternative names. */
  readonly extensions: readonly string[];
}

/**
 * Certificate requests. A decision that stands, or a request that is gone, is left as it is.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied` or `Conflict`.
 */
export interface CertificateRequests {
  get(name: string): Promise<CertificateRequest | undefined>;
  list(): Promise<readonly string[]>;
  approve(name: string, message: string): Promise<void>;
  deny(name: string, message: string): Promise<void>;
}
