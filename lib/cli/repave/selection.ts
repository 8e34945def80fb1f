import type { Server } from "../../api/server.generated";
import { InvalidSpec } from "../../domain/errors";
import { keyOf } from "../../domain/key";
import { shown } from "../../domain/violation";
import { CommandError, UsageError } from "../errors";
import { parseServer } from "../logs/target";
import { readAll } from "../status/fleet";
import type { Connection } from "../world";

/** Which Servers of the namespace are meant. */
export type ServerSelection =
  | { readonly kind: "All" }
  | { readonly kind: "Labels"; readonly labels: string }
  | { readonly kind: "Names"; readonly names: readonly string[] };

/** Reads which Servers are meant: by names (`srv/NAME` or `NAME`), by labels, or all. Throws `UsageError`. */
export function parseSelection(
  targets: readonly string[],
  { selector, all }: { readonly selector?: string; readonly all?: true },
): ServerSelection {
  const ways = [targets.length > 0, selector !== undefined, all === true].filter(Boolean).length;
  if (ways !== 1) {
    throw new UsageError(
      ways === 0
        ? "no Servers are named"
        : "names, --selector and --all exclude each other: each says which Servers are meant",
      "write srv/NAME (one or more), or -l SELECTOR, or --all",
    );
  }
  if (selector !== undefined) {
    return { kind: "Labels", labels: selector };
  }
  return all === true
    ? { kind: "All" }
    : { kind: "Names", names: [...new Set(targets.map(parseServer))].toSorted() };
}

/** The Servers that are meant, at least one. Rejects with `CommandError` where one is not there, or none is. */
export async function selectServers(
  { servers, namespace }: Connection,
  selection: ServerSelection,
  signal: AbortSignal,
): Promise<readonly Server[]> {
  const labels = selection.kind === "Labels" ? selection.labels : undefined;
  try {
    const limits = { namespace, ...(labels === undefined ? {} : { labels }) };
    const found = [...(await readAll(servers, limits, signal)).values()];
    return among(found, selection, namespace);
  } catch (error: unknown) {
    if (error instanceof InvalidSpec && labels !== undefined) {
      throw new UsageError(
        `${shown(labels)} is no selector: ${error.message}`,
        "write it as kubectl takes it, such as rack=a,tier!=db or 'rack in (a,b)'",
      );
    }
    throw error;
  }
}

function among(
  found: readonly Server[],
  selection: ServerSelection,
  namespace: string,
): readonly Server[] {
  if (selection.kind !== "Names") {
    if (found.length === 0) {
      const which = selection.kind === "All" ? "" : ` with the labels ${shown(selection.labels)}`;
      throw new CommandError(
        `there is no Server${which} in namespace ${namespace}`,
        "`kubectl get servers -A --show-labels` shows what there is",
      );
    }
    return found;
  }
  const known = new Map(found.map(server => [keyOf(server).name, server]));
  const missing = selection.names.filter(name => !known.has(name));
  if (missing.length > 0) {
    throw new CommandError(
      `there is no Server ${missing.join(", ")} in namespace ${namespace}`,
      "`stargate status -A` shows what there is",
    );
  }
  return found.filter(server => selection.names.includes(keyOf(server).name));
}
