import { CERTIFICATE_LOOK_MS, TRUST_SETTLE_MS, WEBHOOKS_AWAITED_MS } from "../../defaults";
import type { Secret } from "../../domain/secret";
import { timeFault } from "../../domain/webhook-certificate/decide";
import type { KeyPair } from "../../domain/webhook-certificate/facts";
import { type Showable, showable } from "../../domain/webhook-certificate/showable";
import { trust, type WebhookClient } from "../../domain/webhook-certificate/trust";
import type { Clock } from "../../ports/clock";
import { renew, type RenewalPorts, type Shared } from "./renew";

/** What keeping a certificate takes. */
export interface RotationPorts extends RenewalPorts {
  readonly clock: Pick<Clock, "now" | "monotonic" | "random">;
  /** Shows the certificate to whoever connects from now on. */
  show(pair: KeyPair): void;
}

/** What one look found. */
interface Look extends Shared {
  /** How API servers reach the webhooks. */
  readonly clients: readonly WebhookClient[];
  /** Whether what they trust may be so since this moment only. */
  readonly isNews: boolean;
}

/**
 * The certificate of the webhooks as one of several processes keeps it: in a Secret that they share, renewed in time, and
 * shown only once the webhook configurations trust its authority, and API servers had the time to learn it.
 */
export class CertificateRotation {
  readonly #ports: RotationPorts;
  #shown: (Showable & { readonly certificate: string }) | undefined;
  #path: Secret | undefined;
  /** The authority of the certificate that is shared, and since when everybody trusts it, by the monotonic clock. */
  #trusted: { readonly issuer: string; readonly sinceMs: number } | undefined;
  #hasTold = false;
  #trouble: string | undefined;
  /** Until the next look for webhooks, where there are none. */
  #awaitMs = WEBHOOKS_AWAITED_MS;

  constructor(ports: RotationPorts) {
    this.#ports = ports;
  }

  /** Last part of the webhooks' URL that this process answers to. It stays as it is once a certificate is shown. */
  get path(): Secret | undefined {
    return this.#path;
  }

  /** End of the certificate that is shown, milliseconds since the epoch. */
  get notAfterMs(): number | undefined {
    return this.#shown?.notAfterMs;
  }

  /** Why no API server can rely on what is shown; undefined where all can. */
  check(): string | undefined {
    return this.#shown === undefined
      ? "no certificate is shown yet"
      : (timeFault("the certificate", this.#shown, this.#ports.clock.now()) ?? this.#trouble);
  }

  /**
   * Looks once and does what is due; resolves with the milliseconds until the next look.
   *
   * Rejects as the ports do: nothing that is shown changes then. After a `Conflict` the next look is due at once.
   */
  async look(): Promise<number> {
    const { isOurs, ...look } = await this.#tell();
    const dueMs = this.#offer(look);
    this.#trouble = isOurs
      ? this.#mistrust(look)
      : "the Secret has a path that this process was not started with";
    const jitter = 0.9 + this.#ports.clock.random() / 5;
    return Math.min(dueMs, this.#pauseMs(look) * jitter);
  }

  /** Until the next look where nothing is due: short while whoever makes webhooks may still be about to. */
  #pauseMs({ clients }: Look): number {
    if (clients.length > 0) {
      this.#awaitMs = WEBHOOKS_AWAITED_MS;
      return CERTIFICATE_LOOK_MS;
    }
    const pauseMs = this.#awaitMs;
    this.#awaitMs = Math.min(2 * pauseMs, CERTIFICATE_LOOK_MS);
    return pauseMs;
  }

  /**
   * Tells API servers whom to trust and where to ask; of another path only who was started with it tells them.
   *
   * The Secret is read after the configurations: what they are told is never older than what they said.
   */
  async #tell(): Promise<Look & { readonly isOurs: boolean }> {
    const { configurations, log } = this.#ports;
    let found!: Shared & { readonly isOurs: boolean };
    const told = await configurations.ensure(async () => {
      found = await this.#renew();
      const bundle = found.facts.authorities.map(({ certificate }) => certificate).join("");
      return found.isOurs ? { bundle, path: found.shared.path.reveal() } : undefined;
    });
    if (told.isChanged) {
      log.info({}, "the webhook configurations are told whom to trust");
    }
    const isNews = this.#hasTold || told.isChanged;
    this.#hasTold = true;
    return { ...found, clients: told.clients, isNews };
  }

  async #renew(): Promise<Shared & { readonly isOurs: boolean }> {
    const found = await renew(this.#ports, this.#path);
    const isOurs = this.#path === undefined || this.#path.reveal() === found.shared.path.reveal();
    return { ...found, isOurs };
  }

  /** Shows what is shared as soon as that is safe; milliseconds until it is worth another look. */
  #offer(look: Look): number {
    const { shared, facts, clients } = look;
    const leaf = showable(facts, clients, this.#ports.clock.now());
    if (leaf === undefined) {
      this.#trusted = undefined;
      return CERTIFICATE_LOOK_MS;
    }
    const settleMs = this.#settleMs(leaf, look);
    if (settleMs > 0 && !this.#isFailing(look)) {
      return settleMs;
    }
    if (this.#shown?.certificate !== shared.leaf.certificate) {
      this.#ports.show(shared.leaf);
      this.#shown = { ...leaf, certificate: shared.leaf.certificate };
      this.#path ??= shared.path;
      const notAfter = new Date(leaf.notAfterMs).toISOString();
      this.#ports.log.info({ notAfter }, "another certificate of the webhooks is shown");
    }
    // Where there is a newer authority, a certificate of it is due once that is known.
    return leaf.issuer === facts.authorities[0]?.certificate
      ? CERTIFICATE_LOOK_MS
      : TRUST_SETTLE_MS;
  }

  /** How long API servers may still need to learn the authority. */
  #settleMs({ issuer }: Showable, { isNews }: Look): number {
    const nowMs = this.#ports.clock.monotonic();
    if (this.#trusted?.issuer !== issuer) {
      this.#trusted = { issuer, sinceMs: isNews ? nowMs : -Infinity };
    }
    return this.#trusted.sinceMs + TRUST_SETTLE_MS - nowMs;
  }

  /** Whether what is shown is refused anyway, so that there is nothing to wait for. */
  #isFailing(look: Look): boolean {
    const shown = this.#shown;
    return (
      shown !== undefined &&
      (timeFault("it", shown, this.#ports.clock.now()) ?? this.#mistrust(look)) !== undefined
    );
  }

  #mistrust({ clients }: Look): string | undefined {
    return this.#shown === undefined || trust(clients, this.#shown.issuer)
      ? undefined
      : "the webhook configurations do not trust the certificate";
  }
}
