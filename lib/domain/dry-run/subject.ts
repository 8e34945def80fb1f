import { drainPolicyOf } from "../drain/policy";
import { formatKey, keyOf } from "../key";
import type { RunInput } from "../operation/snapshot";

/** What a plan is made for, one fact a line: no other server, profile, operation or way to drain has the same. */
export function subjectOf({
  operation,
  server,
  profile,
}: Pick<RunInput, "operation" | "server" | "profile">): readonly string[] {
  const { policy, timeoutSeconds, deleteEmptyDirData, deleteUnmanagedPods } =
    drainPolicyOf(profile);
  return [
    `operation ${operation.spec.operation}`,
    `server ${identityOf(server)}`,
    `profile ${identityOf(profile)}`,
    `drain ${policy} ${timeoutSeconds} ${deleteEmptyDirData} ${deleteUnmanagedPods}`,
  ];
}

/** Another object may come under the same name. */
function identityOf(object: RunInput["server"] | RunInput["profile"]): string {
  return `${formatKey(keyOf(object))} ${object.metadata?.uid ?? ""}`;
}
