import type { Reason } from "../../api/conditions";
import type {
  ProvisioningProfile,
  ProvisioningProfileStatus,
} from "../../api/provisioning-profile.generated";
import type { ObjectReference } from "../../api/waiting";
import { MESSAGE_LIMIT_CHARACTERS, RESYNC_MS, WAIT_POLL_MS } from "../../defaults";
import { setConditions, type Verdict } from "../../domain/conditions";
import { DependencyMissing, InvalidSpec } from "../../domain/errors";
import { skewViolations } from "../../domain/admission/profile";
import type { Key } from "../../domain/key";
import { profileViolations } from "../../domain/profile/admission";
import { judgeVersion } from "../../domain/profile/version-available";
import { clip } from "../../domain/redact";
import { formatViolations } from "../../domain/violation";
import { isSameObject, referenceTo, waitingFor, waitReasonOf } from "../../domain/waiting";
import type { Clock } from "../../ports/clock";
import type { Store } from "../../ports/objects";
import type { SettingsSource } from "../../ports/settings";
import type { Surroundings } from "../../ports/surroundings";
import type { Requeue, Wake } from "../../ports/work";
import {
  type CredentialPorts,
  profileSecret,
  readLogin,
  readRepositoryKey,
  secretsOf,
} from "../credentials";
import { surroundingsFor } from "../skew";
import { timestamp } from "../timestamp";
import { wakeWaiting } from "../wake-waiting";

/** What reconciling a profile reaches out to. */
export interface ProfilePorts extends CredentialPorts {
  readonly store: Store;
  readonly settings: SettingsSource;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly wake: Wake;
}

/** What is said of a profile. */
interface Judgements {
  readonly secrets: Judgement;
  readonly all: Judgement;
  readonly version: Verdict<"ProvisioningProfile">;
}

/** Whether operations can use a profile, and why not. */
interface Judgement {
  readonly status: "True" | "False";
  readonly reason: Reason;
  readonly message: string;
  /** What must appear, or be mended, where that is not the profile itself. */
  readonly object?: ObjectReference | undefined;
}

/** One pass over a profile: whether what it refers to is there and usable. Secrets cannot be watched. */
export async function reconcileProfile(ports: ProfilePorts, key: Key): Promise<Requeue> {
  const profile = await ports.store.profiles.get(key);
  if (profile === undefined) {
    return undefined;
  }
  const secrets = await judgeSecrets(ports, profile);
  const operations = await ports.store.operations.list({ namespace: key.namespace });
  const judgement = {
    secrets,
    all: await judgeSkew(ports, profile, secrets),
    version: judgeVersion(profile, operations),
  };
  const now = timestamp(ports.clock);
  await ports.store.profiles.updateStatus(key, current => statusOf(current, judgement, now));
  if (secrets.status === "False") {
    return { afterMs: WAIT_POLL_MS };
  }
  const found = [
    referenceTo("ProvisioningProfile", key),
    ...secretsOf(profile).map(secret => referenceTo("Secret", secret)),
  ];
  wakeWaiting(ports.wake, operations, ({ object }) =>
    found.some(each => isSameObject(each, object)),
  );
  return { afterMs: RESYNC_MS };
}

/** A version that the API server cannot have comes before what the Secrets are like, as it does for operations. */
async function judgeSkew(
  { surroundings }: ProfilePorts,
  profile: ProvisioningProfile,
  secrets: Judgement,
): Promise<Judgement> {
  const { cluster } = await surroundingsFor(surroundings, profile);
  const skew = skewViolations(profile, cluster);
  return skew.length === 0
    ? secrets
    : { status: "False", reason: "VersionSkew", message: formatViolations(skew) };
}

async function judgeSecrets(ports: ProfilePorts, profile: ProvisioningProfile): Promise<Judgement> {
  const violations = profileViolations(profile);
  if (violations.length > 0) {
    return { status: "False", reason: "InvalidSpec", message: formatViolations(violations) };
  }
  try {
    const settings = await ports.settings.current();
    await readLogin(ports, profileSecret(profile), profile, settings);
    for (const repository of profile.spec.repositories ?? []) {
      await readRepositoryKey(ports, profile, repository);
    }
    return { status: "True", reason: "Usable", message: usableMessage(profile) };
  } catch (error: unknown) {
    if (error instanceof DependencyMissing || error instanceof InvalidSpec) {
      return { status: "False", reason: error.reason, message: error.report, object: error.object };
    }
    throw error;
  }
}

/** A field that changes nothing says so where its user looks. */
function usableMessage({ spec }: ProvisioningProfile): string {
  const usable = "every Secret is there and usable";
  return spec.tailscaleAuthKeySecretRef === undefined
    ? usable
    : `${usable}; spec.tailscaleAuthKeySecretRef is not used: servers must be on the tailnet already`;
}

function statusOf(
  profile: ProvisioningProfile,
  { secrets, all, version }: Judgements,
  now: string,
): ProvisioningProfileStatus {
  const generation = profile.metadata?.generation ?? 0;
  const { reason, message, object } = all;
  const wait = { reason: waitReasonOf(reason), message, object };
  return {
    observedGeneration: generation,
    ready: all.status === "True",
    message: clip(message, MESSAGE_LIMIT_CHARACTERS),
    ...(object === undefined ? {} : { waitingFor: waitingFor(profile.status, wait, now) }),
    conditions: setConditions<"ProvisioningProfile">(
      profile.status?.conditions,
      [verdictOf("Ready", all), verdictOf("SecretsReady", secrets), version],
      { now, generation },
    ),
  };
}

function verdictOf(
  type: "Ready" | "SecretsReady",
  { status, reason, message }: Judgement,
): Verdict<"ProvisioningProfile"> {
  return { type, status, reason, message };
}
