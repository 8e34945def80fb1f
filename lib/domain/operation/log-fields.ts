import type { Operation } from "../../api/operation.generated";

/** What every log line about an operation names: `operation` and `server` as namespace/name, and the operation's `uid`. */
export function logFieldsOf({
  metadata,
  spec,
}: Pick<Operation, "metadata" | "spec">): Readonly<Record<"operation" | "server" | "uid", string>> {
  const namespace = metadata?.namespace ?? "";
  return {
    operation: `${namespace}/${metadata?.name ?? ""}`,
    server: `${namespace}/${spec.serverRef.name}`,
    uid: metadata?.uid ?? "",
  };
}
