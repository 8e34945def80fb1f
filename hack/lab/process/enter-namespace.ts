import path from "node:path";

/** Where iproute2 keeps named network namespaces. */
const NAMESPACE_DIRECTORY = "/run/netns";

/** The file of a named network namespace. */
export function namespaceFile(namespace: string): string {
  return path.join(NAMESPACE_DIRECTORY, namespace);
}

/** A command that runs in a network namespace. `ip netns exec` would hide the cgroups, so it is not used. */
export function enterNamespace(
  namespace: string | undefined,
  command: readonly string[],
): readonly string[] {
  return namespace === undefined
    ? command
    : ["nsenter", `--net=${namespaceFile(namespace)}`, "--", ...command];
}
