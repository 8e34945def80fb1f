import { INVENTORY_ROLE } from "../../api/names";
import { conditionOf } from "../../domain/conditions";
import { DependencyMissing, StargateError } from "../../domain/errors";
import { formatKey, keyOf } from "../../domain/key";
import type { RunInput } from "../../domain/operation/snapshot";
import type { Reason } from "../../api/conditions";
import { isSameObject, referenceTo } from "../../domain/waiting";
import { secretsOf } from "../credentials";
import type { OperationPorts } from "./ports";

/** What reading a Secret is refused with, besides what is missing. */
const UNUSABLE: ReadonlySet<Reason> = new Set(["InvalidCredentials", "InvalidUsername", "WeakKey"]);

/**
 * Has the profile judged again where it says something else of its Secrets than the operation has just found: nobody
 * may watch Secrets, and a profile that was Usable looks at them once a minute. `error`: none means that all are good.
 */
export function agreeOnSecrets(
  { wake }: Pick<OperationPorts, "wake">,
  { profile }: Pick<RunInput, "profile">,
  error?: unknown,
): void {
  const found = error === undefined ? "Usable" : reasonOf(error, profile);
  const said = conditionOf<"ProvisioningProfile">(profile.status?.conditions, "SecretsReady");
  if (found !== undefined && found !== said?.reason) {
    wake.profile(formatKey(keyOf(profile)));
  }
}

/** What the error says of a Secret of the profile; nothing where it is about something else, such as a router's. */
function reasonOf(error: unknown, profile: RunInput["profile"]): Reason | undefined {
  if (!(error instanceof DependencyMissing) && !isUnusable(error)) {
    return undefined;
  }
  const { namespace } = keyOf(profile);
  const own = [
    ...secretsOf(profile).map(secret => referenceTo("Secret", secret)),
    referenceTo("RoleBinding", { namespace, name: INVENTORY_ROLE }),
  ];
  return own.some(each => isSameObject(each, error.object)) ? error.reason : undefined;
}

function isUnusable(error: unknown): error is StargateError {
  return error instanceof StargateError && UNUSABLE.has(error.reason);
}
