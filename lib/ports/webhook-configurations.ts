import type { WebhookClient } from "../domain/webhook-certificate/trust";

/**
 * The webhook configurations of the module, in the API server. One that is not there has no webhooks: nobody asks.
 *
 * Rejects only with `ApiUnavailable`, `AccessDenied`, `Conflict` or `InvalidSpec`.
 */
export interface WebhookConfigurations {
  /** How every webhook is reached. */
  read(): Promise<readonly WebhookClient[]>;
  /**
   * Makes every webhook trust the bundle and ask at the path; nothing is written where nothing differs. Resolves with what
   * was read, or read back after something was written. `Conflict` where another writer was faster.
   */
  ensure(wanted: WebhookClient): Promise<{
    readonly clients: readonly WebhookClient[];
    readonly isChanged: boolean;
  }>;
}
