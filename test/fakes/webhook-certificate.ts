import { ApiUnavailable, Conflict } from "../../lib/domain/errors";
import type { SharedCertificate } from "../../lib/domain/webhook-certificate/facts";
import { isAsWanted, type WebhookClient } from "../../lib/domain/webhook-certificate/trust";
import type { WebhookConfigurations } from "../../lib/ports/webhook-configurations";
import type { StoredCertificate, WebhookSecret } from "../../lib/ports/webhook-secret";

/** Throws at the call with this number, before or after it had its effect. */
export interface Crash {
  readonly call: number;
  readonly isAfter: boolean;
}

/** What both fakes count. */
class Calls {
  #calls = 0;
  #crash: Crash | undefined;
  /** Whether nothing is answered. */
  isAway = false;

  /** Has a call from now on fail; the next one is number 1. */
  crashAt(crash: Crash | undefined): void {
    this.#calls = 0;
    this.#crash = crash;
  }

  async call<R>(effect: () => R): Promise<R> {
    this.#calls += 1;
    const isDue = this.#crash?.call === this.#calls;
    if (this.isAway || (isDue && this.#crash?.isAfter === false)) {
      throw away();
    }
    // As over a network: others may be at work meanwhile.
    await Promise.resolve();
    const result = effect();
    if (isDue) {
      throw away();
    }
    return result;
  }
}

/** The Secret, in memory. */
export class FakeWebhookSecret implements WebhookSecret {
  readonly calls: Calls;
  stored: StoredCertificate | undefined;
  writes = 0;

  constructor(calls = new Calls()) {
    this.calls = calls;
  }

  read(): Promise<StoredCertificate | undefined> {
    return this.calls.call(() => this.stored);
  }

  write(shared: SharedCertificate, version: string | undefined): Promise<void> {
    return this.calls.call(() => {
      if (this.stored?.version !== version) {
        throw new Conflict("another version", { reason: "ApiUnavailable" });
      }
      this.put(shared);
    });
  }

  /** Writes what is there by somebody else's hand. */
  put(shared: SharedCertificate): void {
    this.writes += 1;
    this.stored = { shared, version: String(this.writes) };
  }
}

/** Two webhooks, in memory. */
export class FakeWebhookConfigurations implements WebhookConfigurations {
  readonly calls: Calls;
  clients: readonly WebhookClient[] = [
    { bundle: "", path: "" },
    { bundle: "", path: "" },
  ];
  /** Whether writes have no effect, as where somebody reverts them. */
  isStubborn = false;
  writes = 0;

  constructor(calls = new Calls()) {
    this.calls = calls;
  }

  read(): Promise<readonly WebhookClient[]> {
    return this.calls.call(() => this.clients);
  }

  async ensure(
    decide: () => Promise<WebhookClient | undefined>,
  ): ReturnType<WebhookConfigurations["ensure"]> {
    const before = await this.calls.call(() => ({ clients: this.clients, writes: this.writes }));
    const wanted = await decide();
    const isChanged =
      wanted !== undefined && !before.clients.every(client => isAsWanted(client, wanted));
    if (!isChanged) {
      return { clients: before.clients, isChanged };
    }
    return this.calls.call(() => {
      if (this.writes !== before.writes) {
        throw new Conflict("another version", { reason: "ApiUnavailable" });
      }
      this.writes += 1;
      this.clients = this.isStubborn ? this.clients : this.clients.map(() => wanted);
      return { clients: this.clients, isChanged };
    });
  }
}

function away(): ApiUnavailable {
  return new ApiUnavailable("away", { reason: "ApiUnavailable" });
}
