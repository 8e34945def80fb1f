import { GROUP } from "../../api/names";
import { isObjectName } from "../../domain/names";
import { UsageError } from "../errors";

/** What somebody wants to follow: one Operation, or the newest one of a Server. */
export interface Target {
  readonly kind: "Operation" | "Server";
  readonly name: string;
}

/** Prefixes as kubectl takes them: short name, singular, plural; and as `-o name` prints them. */
const KINDS: Readonly<Record<string, Target["kind"]>> = {
  op: "Operation",
  operation: "Operation",
  operations: "Operation",
  [`operation.${GROUP}`]: "Operation",
  srv: "Server",
  server: "Server",
  servers: "Server",
  [`server.${GROUP}`]: "Server",
};

/** Reads `srv/NAME` or `NAME`: the name of a Server. Throws `UsageError`. */
export function parseServer(text: string): string {
  const { kind, name } = parseTarget(text.includes("/") ? text : `srv/${text}`);
  if (kind !== "Server") {
    throw new UsageError(`${JSON.stringify(text)} names no Server`, "write srv/NAME");
  }
  return name;
}

/** Reads `op/NAME`, `srv/NAME` or `NAME`. Throws `UsageError`. */
export function parseTarget(text: string): Target {
  const slash = text.indexOf("/");
  const prefix = slash < 0 ? "op" : text.slice(0, slash);
  const name = text.slice(slash + 1);
  const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
  if (kind === undefined || !isObjectName(name)) {
    throw new UsageError(
      `${JSON.stringify(text)} names nothing to follow`,
      "write op/NAME for an Operation, or srv/NAME for the newest one of a Server",
    );
  }
  return { kind, name };
}
