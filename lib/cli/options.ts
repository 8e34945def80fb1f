import { type Command, InvalidArgumentError, Option } from "commander";
import { isNamespaceName } from "../domain/names";
import { parseDuration } from "./duration";
import { EXIT, type ExitCode } from "./errors";
import type { Connection, ConnectionOptions, World } from "./world";

/** Longest time that a timer of Node's takes: a signed 32-bit number of milliseconds. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** What ends a command from outside. */
export interface Limits {
  readonly timeout?: number;
}

/** Adds what names the cluster, as kubectl does, and the look. */
export function connected(command: Command): Command {
  return command
    .option("-n, --namespace <name>", "namespace (default: that of the context)", parseNamespace)
    .option("--context <name>", "context of the kubeconfig")
    .option("--kubeconfig <file>", "kubeconfig (default: the variable KUBECONFIG, ~/.kube/config)")
    .option("--no-color", "no colours, not even on a terminal; as the variable NO_COLOR");
}

/** Gives up after a time. */
export function timeout(): Option {
  return new Option(
    "--timeout <duration>",
    "give up after this time, such as 90s or 10m",
  ).argParser((text: string) => {
    const ms = parseDuration(text);
    if (ms === undefined || ms === 0 || ms > LONGEST_TIMEOUT_MS) {
      throw new InvalidArgumentError("Write a duration such as 90s, 10m or 1h30m; at most 596h.");
    }
    return ms;
  });
}

function parseNamespace(text: string): string {
  if (!isNamespaceName(text)) {
    throw new InvalidArgumentError("It is no name of a namespace.");
  }
  return text;
}

/** Connects, works until it is done or the time is over, and closes. */
export async function within(
  world: World,
  options: ConnectionOptions & Limits,
  work: (connection: Connection, signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const connection = world.connect(options);
  const limit = new AbortController();
  const cancel =
    options.timeout === undefined
      ? () => undefined
      : world.clock.schedule(options.timeout, () => limit.abort());
  try {
    return await work(connection, limit.signal);
  } catch (error: unknown) {
    if (limit.signal.aborted) {
      return EXIT.timeout;
    }
    throw error;
  } finally {
    cancel();
    await connection.close();
  }
}
