import type { Operation } from "../../api/operation.generated";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { newestOperation } from "../../domain/operation/newest";
import type { Change } from "../../ports/watch";
import { CommandError, EXIT, type ExitCode } from "../errors";
import type { Connection, World } from "../world";
import { type Line, type Narration, narrate, resultOf, UNTOLD } from "./narrate";
import type { Target } from "./target";

/** What `logs` is asked for. */
export interface LogsOptions {
  /** Goes on until the Operation ends. */
  readonly follow?: boolean;
  /** Lines to begin with; all when undefined. */
  readonly tail?: number;
  readonly timestamps?: boolean;
}

/** Prints how an operation goes. While it is followed, the exit code is its result. */
export async function logs(
  world: World,
  connection: Connection,
  request: { readonly target: Target; readonly options: LogsOptions },
  signal: AbortSignal,
): Promise<ExitCode> {
  const { target, options } = request;
  const { namespace } = connection;
  const name = await nameOf(connection, target, signal);
  const selection = { namespace, field: ["metadata.name", name] as const };
  const telling = new Telling(world, options);
  for await (const change of connection.operations.follow(selection, signal)) {
    const operation = objectOf(change);
    if (operation === undefined && !telling.hasBegun) {
      throw notFound(`Operation ${name}`, namespace);
    }
    if (operation === undefined || !telling.isAbout(operation)) {
      throw new CommandError(`Operation ${name} was deleted before it ended`);
    }
    telling.goOn(operation);
    const result = resultOf(operation);
    if (options.follow !== true) {
      return EXIT.success;
    }
    if (result !== undefined) {
      return result === "Succeeded" ? EXIT.success : EXIT.failure;
    }
  }
  return EXIT.timeout;
}

/** What is told of one operation. */
class Telling {
  readonly #world: World;
  readonly #options: LogsOptions;
  #told: Narration = UNTOLD;
  #uid: string | undefined;

  constructor(world: World, options: LogsOptions) {
    this.#world = world;
    this.#options = options;
  }

  get hasBegun(): boolean {
    return this.#told !== UNTOLD;
  }

  /** Another one may have come under the same name. */
  isAbout({ metadata }: Operation): boolean {
    return !this.hasBegun || this.#uid === metadata?.uid;
  }

  goOn(operation: Operation): void {
    const now = new Date(this.#world.clock.now()).toISOString();
    const { lines, after } = narrate(this.#told, operation, now);
    this.#print(this.hasBegun ? lines : lastOf(lines, this.#options.tail));
    this.#told = after;
    this.#uid = operation.metadata?.uid;
  }

  #print(lines: readonly Line[]): void {
    const { timestamps } = this.#options;
    const text = lines.map(line =>
      timestamps === true ? `${line.time} ${line.text}\n` : `${line.text}\n`,
    );
    if (text.length > 0) {
      this.#world.print(text.join(""));
    }
  }
}

/** Name of the operation to follow. */
async function nameOf(
  { operations, namespace }: Connection,
  { kind, name }: Target,
  signal: AbortSignal,
): Promise<string> {
  if (kind === "Operation") {
    return name;
  }
  const field = ["spec.serverRef.name", name] as const;
  for await (const change of operations.follow({ namespace, field }, signal)) {
    const newest =
      change.kind === "All"
        ? newestOperation(change.objects.filter(each => !isDryRun(each)))
        : undefined;
    if (newest?.metadata?.name !== undefined) {
      return newest.metadata.name;
    }
    break;
  }
  throw notFound(`Operation on Server ${name}`, namespace);
}

function objectOf(change: Change<Operation>): Operation | undefined {
  switch (change.kind) {
    case "All":
      return change.objects[0];
    case "Put":
      return change.object;
    case "Gone":
      return undefined;
  }
}

function notFound(what: string, namespace: string): CommandError {
  return new CommandError(
    `there is no ${what} in namespace ${namespace}`,
    "`stargate status -A` shows what there is",
  );
}

function lastOf(lines: readonly Line[], tail: number | undefined): readonly Line[] {
  return tail === undefined ? lines : lines.slice(Math.max(0, lines.length - tail));
}
