import { WEBHOOK_HOSTS } from "../../api/names";
import { Secret } from "../../domain/secret";
import { decide, type Renewal } from "../../domain/webhook-certificate/decide";
import type { CertificateFacts, SharedCertificate } from "../../domain/webhook-certificate/facts";
import { isPath, type WebhookClient } from "../../domain/webhook-certificate/trust";
import type { Certificates } from "../../ports/certificates";
import type { Clock } from "../../ports/clock";
import type { Log } from "../../ports/log";
import type { WebhookConfigurations } from "../../ports/webhook-configurations";
import type { WebhookSecret } from "../../ports/webhook-secret";

/** What renewing takes. */
export interface RenewalPorts {
  readonly secret: WebhookSecret;
  readonly configurations: WebhookConfigurations;
  readonly certificates: Certificates;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

/** What processes share, and what it is. */
export interface Shared {
  readonly shared: SharedCertificate;
  readonly facts: CertificateFacts;
}

const NOTHING: SharedCertificate = {
  leaf: { certificate: "", key: new Secret("") },
  bundle: "",
  authorityKey: new Secret(""),
  path: new Secret(""),
};

/**
 * What is shared, with what was due renewed in it. `ownPath` is what this process answers to.
 *
 * Rejects as the ports do; `Conflict` where another process was faster.
 */
export async function renew(ports: RenewalPorts, ownPath: Secret | undefined): Promise<Shared> {
  const { secret, configurations, certificates, clock, log } = ports;
  const nowMs = clock.now();
  const found = await secret.read();
  const shared = found?.shared ?? NOTHING;
  const facts = inspect(certificates, shared);
  const hasPath = isPath(shared.path.reveal());
  let renewal = decide(facts, [], nowMs);
  let known: readonly WebhookClient[] = [];
  if (renewal.authority !== undefined || !hasPath) {
    // What API servers know somebody is using, also where the Secret does not tell.
    known = await configurations.read();
    const others = known.flatMap(({ bundle }) => certificates.inspectAuthorities(bundle));
    renewal = decide(facts, others, nowMs);
  }
  if (hasPath && isUpToDate(renewal, facts)) {
    return { shared, facts };
  }
  const path = hasPath ? shared.path : (ownPath ?? pathOf(known, certificates));
  const next = { ...issue(certificates, { shared, renewal, nowMs }), path };
  const { authority, leaf } = renewal;
  log.info({ authority, leaf }, "the certificate of the webhooks is renewed");
  await secret.write(next, found?.version);
  return { shared: next, facts: inspect(certificates, next) };
}

function isUpToDate(
  { authority, leaf, trusted }: Renewal,
  { authorities }: CertificateFacts,
): boolean {
  return authority === undefined && leaf === undefined && trusted.length === authorities.length;
}

/** The path that API servers ask at, for whoever runs already answers to it; or else a new one. */
function pathOf(known: readonly WebhookClient[], certificates: Certificates): Secret {
  const path = known.map(client => client.path).find(isPath);
  return path === undefined ? certificates.word() : new Secret(path);
}

function issue(
  certificates: Certificates,
  {
    shared,
    renewal,
    nowMs,
  }: { readonly shared: SharedCertificate; readonly renewal: Renewal; readonly nowMs: number },
): Omit<SharedCertificate, "path"> {
  const { authority, leaf, trusted } = renewal;
  const current =
    authority === undefined
      ? { certificate: trusted.slice(0, 1).join(""), key: shared.authorityKey }
      : certificates.issueAuthority(nowMs);
  return {
    leaf: leaf === undefined ? shared.leaf : certificates.issueLeaf(current, WEBHOOK_HOSTS, nowMs),
    bundle: [...new Set([current.certificate, ...trusted])].join(""),
    authorityKey: current.key,
  };
}

function inspect(
  certificates: Certificates,
  { leaf, bundle, authorityKey }: SharedCertificate,
): CertificateFacts {
  const authorities = certificates.inspectAuthorities(bundle);
  const trusted = authorities.map(({ certificate }) => certificate);
  return {
    leaf: certificates.inspectLeaf(leaf, WEBHOOK_HOSTS, trusted),
    authorities,
    hasAuthorityKey: certificates.hasKey({ certificate: trusted[0] ?? "", key: authorityKey }),
  };
}
