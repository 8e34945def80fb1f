import type { SharedCertificate } from "../domain/webhook-certificate/facts";

/** What was read, and the version that it had. */
export interface StoredCertificate {
  readonly shared: SharedCertificate;
  readonly version: string;
}

/**
 * The Secret that replicas share the certificate of the webhooks in. What is secret of it is registered for redaction.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied`, `Conflict` or `InvalidSpec`.
 */
export interface WebhookSecret {
  /** What is stored; an entry that is not there is empty. Undefined where there is no Secret. */
  read(): Promise<StoredCertificate | undefined>;
  /**
   * Writes over the version that was read, or, without one, makes the Secret. `Conflict` where another writer was faster;
   * nothing was written then.
   */
  write(shared: SharedCertificate, version: string | undefined): Promise<void>;
}
