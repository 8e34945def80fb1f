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

const NAME_RULE = "a name has lower-case letters, digits, dots and dashes";

/** Reads `srv/NAME` or `NAME`: the name of a Server. Throws `UsageError`. */
export function parseServer(text: string): string {
  const target = read(text, "srv");
  if (target?.kind !== "Server") {
    throw new UsageError(`${JSON.stringify(text)} names no Server`, `write srv/NAME; ${NAME_RULE}`);
  }
  return target.name;
}

/** Reads `srv/NAME` or `NAME`, a Server to look at, or `op/NAME`, an Operation that has looked. Throws `UsageError`. */
export function parseSight(text: string): Target {
  const target = read(text, "srv");
  if (target === undefined) {
    throw new UsageError(
      `${JSON.stringify(text)} names no Server`,
      `write srv/NAME, or op/NAME for a dry run that was kept; ${NAME_RULE}`,
    );
  }
  return target;
}

/** Reads `op/NAME`, `srv/NAME` or `NAME`. Throws `UsageError`. */
export function parseTarget(text: string): Target {
  const target = read(text, "op");
  if (target === undefined) {
    throw new UsageError(
      `${JSON.stringify(text)} names nothing to follow`,
      `write op/NAME for an Operation, or srv/NAME for the newest one of a Server; ${NAME_RULE}`,
    );
  }
  return target;
}

function read(text: string, kindOfBareName: keyof typeof KINDS): Target | undefined {
  const slash = text.indexOf("/");
  const prefix = slash < 0 ? kindOfBareName : text.slice(0, slash);
  const name = text.slice(slash + 1);
  const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
  return kind === undefined || !isObjectName(name) ? undefined : { kind, name };
}
