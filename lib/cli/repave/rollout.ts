import { createHash } from "node:crypto";
import { ROLLOUT_LABEL } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { ProvisioningProfile } from "../../api/provisioning-profile.generated";
import type { Server } from "../../api/server.generated";
import { keyOf } from "../../domain/key";
import { profileVersion } from "../../domain/operation/profile-version";
import { type MaxUnavailable, resolveMaxUnavailable } from "../../domain/rollout/max-unavailable";
import type { RolloutRules } from "../../domain/rollout/next";
import { CommandError } from "../errors";
import type { Connection } from "../world";
import type { RepaveOptions } from "./options";
import type { ServerSelection } from "./selection";

/** The most careful limit: never two at once. */
const ONE: MaxUnavailable = { kind: "Count", count: 1 };

/** One server of a rollout, and what it is to become. */
export interface RolloutTarget {
  readonly name: string;
  /** As it was when the rollout was planned. */
  readonly profile: ProvisioningProfile;
}

/** A repave of several servers, one after the other. */
export interface Rollout {
  readonly name: string;
  readonly namespace: string;
  readonly targets: readonly RolloutTarget[];
  readonly rules: Omit<RolloutRules, "isInterrupted">;
}

/** Makes the rollout of these Servers. Rejects with `CommandError` when a profile is not named, or not there. */
export async function planRollout(
  connection: Connection,
  servers: readonly Server[],
  { selection, options }: { readonly selection: ServerSelection; readonly options: RepaveOptions },
): Promise<Rollout> {
  const { namespace } = connection;
  const wanted = servers.map(server => ({
    name: keyOf(server).name,
    profileName: options.profile ?? server.spec.provisioningProfile,
  }));
  const profiles = await readProfiles(connection, wanted);
  const targets = wanted.flatMap(({ name, profileName = "" }) => {
    const profile = profiles.get(profileName);
    return profile === undefined ? [] : [{ name, profile }];
  });
  const { canary = 0, maxUnavailable = ONE, continueOnError = false } = options;
  return {
    name: options.name ?? defaultName(selection, [...profiles.values()]),
    namespace,
    targets,
    rules: {
      canary,
      continueOnError,
      limit: resolveMaxUnavailable(maxUnavailable, targets.length),
    },
  };
}

/** The profiles of these Servers, by name. Rejects with `CommandError` when one is not named, or not there. */
export async function readProfiles(
  { profiles, namespace }: Pick<Connection, "profiles" | "namespace">,
  wanted: readonly { readonly name: string; readonly profileName: string | undefined }[],
): Promise<ReadonlyMap<string, ProvisioningProfile>> {
  const unnamed = wanted.filter(({ profileName }) => profileName === undefined);
  if (unnamed.length > 0) {
    throw new CommandError(
      `Server ${unnamed.map(({ name }) => name).join(", ")} names no profile`,
      "write --profile NAME, or set spec.provisioningProfile of the Server",
    );
  }
  const found = new Map<string, ProvisioningProfile>();
  for (const name of new Set(wanted.map(({ profileName = "" }) => profileName))) {
    const profile = await profiles.get({ namespace, name });
    if (profile === undefined) {
      throw new CommandError(
        `there is no ProvisioningProfile ${name} in namespace ${namespace}`,
        `\`kubectl get provisioningprofiles -n ${namespace}\` shows what there is`,
      );
    }
    found.set(name, profile);
  }
  return found;
}

/**
 * The name that the same words have as long as the profiles say the same: whoever repeats the command goes on with the
 * rollout, and a profile that was changed begins another.
 */
function defaultName(selection: ServerSelection, profiles: readonly ProvisioningProfile[]): string {
  const versions = profiles.map(profile => [keyOf(profile).name, profileVersion(profile)]);
  const text = JSON.stringify([selection, versions.toSorted()]);
  return `repave-${createHash("sha256").update(text).digest("hex").slice(0, 10)}`;
}

/** The Operation that repaves a server for the rollout, the `attempt`th time. Who repeats it makes the same. */
export function operationFor(rollout: Rollout, target: RolloutTarget, attempt: number): Operation {
  const { name, namespace } = rollout;
  return {
    metadata: {
      // A rollout has no dot in its name, so no two servers' Operations have the same.
      name: `${prefixOf(rollout, target)}${attempt}`,
      namespace,
      labels: { [ROLLOUT_LABEL]: name },
    },
    spec: {
      serverRef: { name: target.name },
      operation: "repave",
      provisioningProfileRef: { name: keyOf(target.profile).name },
    },
  } satisfies Partial<Operation> as Operation;
}

/** Which attempt of the rollout on the server the Operation is; undefined when it is none of it. */
export function attemptOf(
  rollout: Rollout,
  target: RolloutTarget,
  operation: Operation,
): number | undefined {
  const prefix = prefixOf(rollout, target);
  const { name } = keyOf(operation);
  const isOwn =
    operation.metadata?.labels?.[ROLLOUT_LABEL] === rollout.name &&
    operation.spec.serverRef.name === target.name &&
    name.startsWith(prefix);
  const attempt = Number(name.slice(prefix.length));
  return isOwn && Number.isSafeInteger(attempt) ? attempt : undefined;
}

function prefixOf({ name }: Rollout, target: RolloutTarget): string {
  return `${name}.${target.name}.`;
}
