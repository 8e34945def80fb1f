import { X509Certificate } from "node:crypto";
import { x509Certificates } from "../../../../lib/adapters/x509/certificates";
import { WEBHOOK_HOSTS } from "../../../../lib/api/names";
import { Secret } from "../../../../lib/domain/secret";
import type { KeyPair, SharedCertificate } from "../../../../lib/domain/webhook-certificate/facts";
import { certificatesOf } from "../../../../lib/domain/webhook-certificate/pem";
import { CertificateRotation } from "../../../../lib/reconcilers/webhook-certificate/rotation";
import { FakeClock } from "../../../fakes/clock";
import { silentLog } from "../../../fakes/cluster";
import { FakeWebhookConfigurations, FakeWebhookSecret } from "../../../fakes/webhook-certificate";

export const DAY_MS = 86_400_000;

/** One process, and what it shows. */
export class Replica {
  rotation: CertificateRotation;
  shown: KeyPair | undefined;
  readonly #start: () => CertificateRotation;

  constructor(start: (show: (pair: KeyPair) => void) => CertificateRotation) {
    this.#start = () => start(pair => (this.shown = pair));
    this.rotation = this.#start();
  }

  look(): Promise<number> {
    return this.rotation.look();
  }

  /** It ends, and another one takes its place. */
  restart(): void {
    this.shown = undefined;
    this.rotation = this.#start();
  }
}

/** Processes with one Secret and one set of configurations. */
export class Replicas {
  readonly clock = new FakeClock();
  readonly secret = new FakeWebhookSecret();
  readonly configurations = new FakeWebhookConfigurations(this.secret.calls);
  readonly all: readonly Replica[];

  constructor(count: number) {
    const { secret, configurations, clock } = this;
    const ports = { secret, configurations, clock, certificates: x509Certificates, log: silentLog };
    this.all = Array.from(
      { length: count },
      () => new Replica(show => new CertificateRotation({ ...ports, show })),
    );
  }

  get shared(): SharedCertificate {
    if (this.secret.stored === undefined) {
      throw new Error("there is no Secret");
    }
    return this.secret.stored.shared;
  }

  /** Somebody writes into the Secret. */
  tamper(change: Partial<SharedCertificate>): void {
    this.secret.put({ ...this.shared, ...change });
  }

  /** A serving certificate that was issued so many days ago by the authority of today. */
  leafFrom(daysAgo: number): KeyPair {
    const { bundle, authorityKey } = this.shared;
    const [certificate = ""] = certificatesOf(bundle);
    const authority = { certificate, key: authorityKey };
    return x509Certificates.issueLeaf(
      authority,
      WEBHOOK_HOSTS,
      this.clock.now() - daysAgo * DAY_MS,
    );
  }

  /** Why an API server does not accept what is shown. */
  refusal({ certificate, key }: KeyPair): string | undefined {
    const leaf = new X509Certificate(certificate);
    const nowMs = this.clock.now();
    const isValid = (one: X509Certificate): boolean =>
      Date.parse(one.validFrom) <= nowMs && nowMs < Date.parse(one.validTo);
    if (!isValid(leaf)) {
      return "time";
    }
    if (leaf.checkHost(WEBHOOK_HOSTS[0]) === undefined) {
      return "name";
    }
    if (!x509Certificates.hasKey({ certificate, key })) {
      return "key";
    }
    const isTrusted = this.configurations.clients.every(({ bundle }) =>
      certificatesOf(bundle)
        .map(text => new X509Certificate(text))
        .some(one => isValid(one) && leaf.checkIssued(one) && leaf.verify(one.publicKey)),
    );
    return isTrusted ? undefined : "trust";
  }
}

export const NO_KEY = new Secret("");
