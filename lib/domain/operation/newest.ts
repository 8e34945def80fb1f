import type { Operation } from "../../api/operation.generated";

/** The operation that was created last. Times are in seconds: of two in one second, the later name. */
export function newestOperation(operations: readonly Operation[]): Operation | undefined {
  return operations.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)).at(-1);
}

function orderOf({ metadata }: Operation): string {
  const created = metadata?.creationTimestamp as string | undefined;
  return `${created ?? ""} ${metadata?.name ?? ""}`;
}
