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
   * Reads how every webhook is reached, asks then how they should be, and makes them so; nothing is written where nothing
   * differs, or nothing is wanted. Resolves with what was read, or read back after something was written.
   *
   * `Conflict` where somebody wrote after the reading: so who decides by older knowledge than the last writer's never
   * undoes what that one did.
   */
  ensure(decide: () => Promise<WebhookClient | undefined>): Promise<{
    readonly clients: readonly WebhookClient[];
    readonly isChanged: boolean;
  }>;
}
