import { CERTIFICATE_WARNING_DAYS, CONFLICT_ATTEMPTS } from "../defaults";
import { Conflict } from "../domain/errors";
import { backoffMs } from "../domain/retry";
import type { Clock } from "../ports/clock";
import type { Log } from "../ports/log";

const DAY_MS = 86_400_000;

/** Where the certificate of the webhooks comes from. */
export interface CertificateSource {
  /** End of the certificate that is shown, milliseconds since the epoch; undefined as long as there is none. */
  readonly notAfterMs: number | undefined;
  /** Why nobody can rely on what is shown at this moment; undefined where all can. */
  check(): string | undefined;
  /** Does what is due; resolves with the milliseconds until the next look. What is shown stays where it rejects. */
  look(): Promise<number>;
}

/** Looks after the certificate of the webhooks for as long as the process lives. */
export class CertificateUpkeep {
  readonly #source: CertificateSource;
  readonly #clock: Clock;
  readonly #log: Log;
  #failures = 0;
  #warnedAtMs = -Infinity;
  #isStopped = false;
  #cancel: (() => void) | undefined;

  constructor(
    source: CertificateSource,
    { clock, log }: { readonly clock: Clock; readonly log: Log },
  ) {
    this.#source = source;
    this.#clock = clock;
    this.#log = log;
  }

  /** Begins; resolves once a certificate is shown. Until then, and whenever a look fails, it tries again. */
  begin(): Promise<void> {
    return new Promise(resolve => {
      const pass = async (): Promise<void> => {
        const delayMs = await this.#look();
        if (this.#source.notAfterMs !== undefined) {
          resolve();
        }
        if (!this.#isStopped) {
          this.#cancel = this.#clock.schedule(delayMs, () => void pass());
        }
      };
      void pass();
    });
  }

  /** Why nobody can rely on the certificate at this moment; undefined where all can. */
  check(): string | undefined {
    return this.#source.check();
  }

  /** End of the certificate that is shown, seconds since the epoch. */
  get expirySeconds(): number | undefined {
    const { notAfterMs } = this.#source;
    return notAfterMs === undefined ? undefined : notAfterMs / 1000;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #look(): Promise<number> {
    let delayMs: number;
    try {
      delayMs = await this.#source.look();
      this.#failures = 0;
    } catch (error: unknown) {
      delayMs = this.#delayAfter(error);
    }
    this.#warn();
    return delayMs;
  }

  /** Another replica was faster: what it wrote is read at once. */
  #delayAfter(error: unknown): number {
    this.#failures += 1;
    if (error instanceof Conflict && this.#failures < CONFLICT_ATTEMPTS) {
      return 0;
    }
    this.#log.warn(
      { error },
      "the certificate of the webhooks cannot be looked after; what is shown stays",
    );
    return backoffMs(this.#failures, this.#clock.random());
  }

  /** Once a day. */
  #warn(): void {
    const { notAfterMs } = this.#source;
    const nowMs = this.#clock.now();
    if (
      notAfterMs !== undefined &&
      notAfterMs - nowMs < CERTIFICATE_WARNING_DAYS * DAY_MS &&
      nowMs - this.#warnedAtMs >= DAY_MS
    ) {
      this.#warnedAtMs = nowMs;
      const notAfter = new Date(notAfterMs).toISOString();
      this.#log.warn({ notAfter }, "the certificate of the webhooks expires soon");
    }
  }
}
