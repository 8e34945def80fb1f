import type { Operation } from "../../api/operation.generated";
import { isDryRun } from "../../domain/operation/dry-run-status";
import { CommandError, EXIT, type ExitCode, UsageError } from "../errors";
import { resultOf } from "../logs/narrate";
import { readAll } from "../status/fleet";
import type { Connection, World } from "../world";
import { follow, type LookOptions, tell } from "./look";

/** Prints what an Operation has found that is there: a dry run that was kept, or one whose plan was another than the required one. */
export async function kept(
  world: World,
  connection: Connection,
  { name, options }: { readonly name: string; readonly options: LookOptions },
  signal: AbortSignal,
): Promise<ExitCode> {
  if (options.profile !== undefined || options.keep === true) {
    throw new UsageError(
      "--profile and --keep are about a look that is to be made",
      "write srv/NAME to have one made",
    );
  }
  const operation = await read(connection, name, signal);
  if (!isDryRun(operation) && operation.status?.plan === undefined) {
    throw new CommandError(
      `Operation ${name} has no plan`,
      "a dry run has one: `stargate plan srv/NAME --keep`, or spec.dryRun of an Operation",
    );
  }
  const ended =
    resultOf(operation) === undefined
      ? await follow(world, connection, operation, signal)
      : operation;
  return ended === undefined ? EXIT.timeout : tell(world, ended, options);
}

async function read(
  { operations, namespace }: Connection,
  name: string,
  signal: AbortSignal,
): Promise<Operation> {
  const field = ["metadata.name", name] as const;
  const [found] = (await readAll(operations, { namespace, field }, signal)).values();
  if (found === undefined) {
    throw new CommandError(
      `there is no Operation ${name} in namespace ${namespace}`,
      `\`kubectl get operations -n ${namespace}\` shows what there is`,
    );
  }
  return found;
}
