import { ApiWebhookConfigurations } from "../adapters/kubernetes/webhook-configurations";
import { ApiWebhookSecret } from "../adapters/kubernetes/webhook-secret";
import type { ApiClient } from "../adapters/kubernetes/client";
import { x509Certificates } from "../adapters/x509/certificates";
import { WEBHOOK_HOSTS } from "../api/names";
import type { Clock } from "../ports/clock";
import type { Log, SecretRegister } from "../ports/log";
import { CertificateRotation } from "../reconcilers/webhook-certificate/rotation";
import { CertificateFiles } from "./certificate-files";
import { CertificateUpkeep } from "./certificate-upkeep";
import { type Environment, tellFramework } from "./environment";
import type { ShownCertificate } from "./shown-certificate";

/** What looking after the certificate takes. */
export interface CertificateTools {
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly register: SecretRegister;
}

/** A certificate of the webhooks that is looked after, by the module itself or by whoever writes the files. */
export interface WebhookCertificate {
  readonly upkeep: CertificateUpkeep;
  /** Resolves once it is shown, and the framework knows what it has to. */
  begin(): Promise<void>;
}

/** Looks after the certificate in the way that the environment wants. */
export function webhookCertificate(
  { webhookSecret, certificateFiles }: Pick<Environment, "webhookSecret" | "certificateFiles">,
  { client, clock, log, register }: CertificateTools,
  shown: ShownCertificate,
): WebhookCertificate {
  const show = shown.show.bind(shown);
  const certificates = x509Certificates;
  if (webhookSecret === undefined) {
    const files = new CertificateFiles(certificateFiles, { certificates, clock, register, show });
    const upkeep = new CertificateUpkeep(files, { clock, log });
    return { upkeep, begin: () => upkeep.begin() };
  }
  const secret = new ApiWebhookSecret(client, webhookSecret, register);
  const configurations = new ApiWebhookConfigurations(client);
  const rotation = new CertificateRotation({
    ...{ secret, configurations, certificates, clock, log, show },
  });
  const upkeep = new CertificateUpkeep(rotation, { clock, log });
  return {
    upkeep,
    begin: async () => {
      await upkeep.begin();
      tellFramework(rotation.path?.reveal());
    },
  };
}

/**
 * Has a process without webhooks show a certificate that nobody else has. Only its probes connect, and the kubelet
 * verifies nothing, neither now nor when it has expired.
 */
export function showPrivateCertificate(shown: ShownCertificate, clock: Pick<Clock, "now">): void {
  const nowMs = clock.now();
  const authority = x509Certificates.issueAuthority(nowMs);
  shown.show(x509Certificates.issueLeaf(authority, WEBHOOK_HOSTS, nowMs));
  tellFramework(undefined);
}
