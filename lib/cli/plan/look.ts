import { API_VERSION } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import { keyOf } from "../../domain/key";
import { CommandError, EXIT, type ExitCode } from "../errors";
import { narrate, resultOf, UNTOLD } from "../logs/narrate";
import { readProfiles } from "../repave/rollout";
import { selectServers } from "../repave/selection";
import { oneLine } from "../text";
import type { Connection, World } from "../world";
import { jsonOf, linesOf, obstacleOf } from "./report";

/** What is looked for, and what is told. */
export interface LookOptions {
  readonly tells: "preflight" | "plan";
  readonly operation: Operation["spec"]["operation"];
  readonly profile?: string;
  readonly output?: "json";
  /** The Operation stays. */
  readonly keep?: boolean;
}

/** Looks at a server by an Operation that is a dry run, and prints what that found. Nothing is changed. */
export async function look(
  world: World,
  connection: Connection,
  request: { readonly server: string; readonly options: LookOptions },
  signal: AbortSignal,
): Promise<ExitCode> {
  const interrupted = new AbortController();
  // Before there is anything to delete: whoever interrupts while it is being made leaves nothing behind.
  const cancel = world.onInterrupt(() => {
    interrupted.abort();
  });
  try {
    const { server, options } = request;
    await requireSubject(connection, { server, profile: options.profile }, signal);
    const operation = await create(world, connection, { server, options });
    const ends = { signal, interrupted: interrupted.signal };
    return await seeThrough(world, connection, { operation, options }, ends);
  } finally {
    cancel();
  }
}

/** Waits for the end of the look, and deletes its Operation, however that goes. */
async function seeThrough(
  world: World,
  connection: Connection,
  { operation, options }: { readonly operation: Operation; readonly options: LookOptions },
  { signal, interrupted }: { readonly signal: AbortSignal; readonly interrupted: AbortSignal },
): Promise<ExitCode> {
  try {
    const within = AbortSignal.any([signal, interrupted]);
    const ended = await follow(world, connection, operation, within);
    if (ended === undefined) {
      return interrupted.aborted ? EXIT.interrupted : EXIT.timeout;
    }
    return tell(world, ended, options);
  } finally {
    await remove(world, connection, operation, options);
  }
}

/** What is not there would be waited for: whoever looks has mistyped it. Rejects with `CommandError`. */
async function requireSubject(
  connection: Connection,
  { server: name, profile }: { readonly server: string; readonly profile: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  const [server] = await selectServers(connection, { kind: "Names", names: [name] }, signal);
  const profileName = profile ?? server?.spec.provisioningProfile;
  await readProfiles(connection, [{ name, profileName }]);
}

/** Prints what was found; whether anything is in the way is the exit code. */
export function tell(
  world: World,
  ended: Operation,
  { output, tells }: Pick<LookOptions, "output" | "tells">,
): ExitCode {
  world.print(output === "json" ? `${jsonOf(ended)}\n` : `${linesOf(ended, tells).join("\n")}\n`);
  const isFree = resultOf(ended) === "Succeeded" && obstacleOf(ended) === undefined;
  return isFree ? EXIT.success : EXIT.failure;
}

async function create(
  { clock }: World,
  { newOperations, namespace }: Connection,
  { server, options }: { readonly server: string; readonly options: LookOptions },
): Promise<Operation> {
  const { profile, operation } = options;
  const wish: Operation = {
    apiVersion: API_VERSION,
    kind: "Operation",
    metadata: { namespace, name: `look-${clock.now().toString(36)}-${server}` },
    spec: {
      serverRef: { name: server },
      operation,
      dryRun: true,
      ...(profile === undefined ? {} : { provisioningProfileRef: { name: profile } }),
    },
  };
  const made = await newOperations.create(wish);
  if (made === undefined) {
    throw new CommandError("somebody else looks at that server right now", "try again");
  }
  return made;
}

/** The Operation once it has ended; undefined when nobody waits any longer. What it waits for is told meanwhile. */
export async function follow(
  world: World,
  { operations, namespace }: Connection,
  { metadata }: Operation,
  signal: AbortSignal,
): Promise<Operation | undefined> {
  const field = ["metadata.name", metadata?.name ?? ""] as const;
  let told = UNTOLD;
  for await (const change of operations.follow({ namespace, field }, signal)) {
    const operation = change.kind === "All" ? change.objects[0] : change.object;
    if (operation === undefined || change.kind === "Gone") {
      throw new CommandError("the Operation that looks was deleted before it ended");
    }
    if (resultOf(operation) !== undefined) {
      return operation;
    }
    const { lines, after } = narrate(told, operation, new Date(world.clock.now()).toISOString());
    told = after;
    world.note(lines.map(({ text }) => `${text}\n`).join(""));
  }
  return undefined;
}

async function remove(
  world: World,
  { newOperations }: Connection,
  operation: Operation,
  { keep }: LookOptions,
): Promise<void> {
  const key = keyOf(operation);
  if (keep === true) {
    world.note(`Operation ${key.name} stays; \`stargate plan op/${key.name}\` prints its plan\n`);
    return;
  }
  try {
    await newOperations.delete(key);
  } catch (error: unknown) {
    world.note(
      `Operation ${key.name} could not be deleted: ${oneLine((error as Error).message)}\n`,
    );
  }
}
