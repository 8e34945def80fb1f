import type { ProvisioningProfile, Repository } from "../api/provisioning-profile.generated";
import type { Router } from "../api/router.generated";
import { InvalidSpec } from "../domain/errors";
import { formatKey, type Key } from "../domain/key";
import { isLoginName } from "../domain/names";
import { isArmoredKey } from "../domain/profile/admission";
import { pinsOf, pinSourceOf } from "../domain/pin";
import { routerSecret } from "../domain/router/secret";
import type { Secret } from "../domain/secret";
import { shown } from "../domain/violation";
import { formatObject, referenceTo } from "../domain/waiting";
import type { Hop, RemoteHosts } from "../ports/remote-host";
import type { Secrets } from "../ports/secrets";
import type { Settings } from "../ports/settings";

/** Who logs in, and with what. */
export interface SshLogin {
  readonly username: string;
  readonly privateKey: Secret;
  /** The Secret that says so, for messages. */
  readonly credentials: string;
}

/** What reading credentials takes. */
export interface CredentialPorts {
  readonly secrets: Secrets;
  readonly remoteHosts: RemoteHosts;
}

/** The Secret with a profile's credentials. */
export function profileSecret({ metadata, spec }: ProvisioningProfile): Key {
  return { namespace: metadata?.namespace ?? "", name: spec.sshCredentialsSecretRef };
}

/** Every Secret that a profile names. */
export function secretsOf(profile: ProvisioningProfile): Key[] {
  const { namespace = "" } = profile.metadata ?? {};
  const names = (profile.spec.repositories ?? []).map(({ keySecretRef }) => keySecretRef);
  return [
    profileSecret(profile),
    ...names.filter(name => name !== undefined).map(name => ({ namespace, name })),
  ];
}

/** The login at a router, the same for all who go through it. Rejects as `readLogin` does. */
export async function routerHop(
  ports: CredentialPorts,
  router: Router,
  settings: Settings,
): Promise<Hop> {
  return {
    role: "router",
    address: router.spec.tailscaleIP,
    port: router.spec.sshPort ?? settings.sshPort,
    pinnedKeys: pinsOf(router),
    pinSource: pinSourceOf(router),
    unknownKey: settings.unknownKey,
    ...(await readLogin(ports, routerSecret(router), router, settings)),
  };
}

/**
 * Reads a login from a Secret, with the rules that admission has for the same values: Secrets bypass it.
 *
 * The user is the Secret's, else the object's, else the setting's. Rejects with `DependencyMissing`,
 * `InvalidSpec` or `ApiUnavailable`.
 */
export async function readLogin(
  ports: CredentialPorts,
  secret: Key,
  owner: ProvisioningProfile | Router,
  settings: Settings,
): Promise<SshLogin> {
  const entries = await ports.secrets.read(secret, { privateKey: "secret", username: "public" });
  const where = `Secret ${formatKey(secret)}`;
  const privateKey = entries.get("privateKey");
  if (privateKey === undefined) {
    throw new InvalidSpec(`${where} has no entry privateKey`, {
      reason: "InvalidCredentials",
      object: referenceTo("Secret", secret),
      remedy: "add it: the private key whose public half is in authorized_keys on the host",
    });
  }
  const username =
    entries.get("username")?.reveal().trimEnd() ??
    owner.spec.adminUsername ??
    settings.adminUsername;
  if (!isLoginName(username)) {
    throw new InvalidSpec(`${where}: username ${shown(username)} is not a login name`, {
      reason: "InvalidUsername",
      object: referenceTo("Secret", secret),
      remedy: "use at most 32 lower-case letters, digits, dashes and underscores",
    });
  }
  verify(ports.remoteHosts, privateKey, secret);
  return { username, privateKey, credentials: where };
}

/**
 * Reads the key of a repository from the Secret that it names, with the rule that admission has for the same
 * value; undefined when it names none. Rejects as `readLogin` does.
 */
export async function readRepositoryKey(
  { secrets }: Pick<CredentialPorts, "secrets">,
  { metadata }: ProvisioningProfile,
  { keySecretRef: name }: Repository,
): Promise<string | undefined> {
  if (name === undefined) {
    return undefined;
  }
  const secret = { namespace: metadata?.namespace ?? "", name };
  const key = (await secrets.read(secret, { key: "public" })).get("key")?.reveal();
  if (key === undefined || !isArmoredKey(key)) {
    const what = key === undefined ? "no entry key" : "no armored public key in its entry key";
    throw new InvalidSpec(`Secret ${formatKey(secret)} has ${what}`, {
      reason: "InvalidCredentials",
      object: referenceTo("Secret", secret),
      remedy: "put the public key that signs the repository there (gpg --armor --export)",
    });
  }
  return key;
}

function verify(remoteHosts: RemoteHosts, privateKey: Secret, secret: Key): void {
  try {
    remoteHosts.verifyKey(privateKey);
  } catch (error: unknown) {
    if (!(error instanceof InvalidSpec)) {
      throw error;
    }
    const { reason, remedy } = error;
    const object = referenceTo("Secret", secret);
    const message = `${formatObject(object)}: ${error.message}`;
    throw new InvalidSpec(message, { reason, remedy, object, cause: error });
  }
}
