import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { configCheck } from "./config/check";
import { EXIT, type ExitCode, exitCodeOf, tell } from "./errors";
import { logs, type LogsOptions } from "./logs/logs";
import { parseTarget } from "./logs/target";
import { connected, type Limits, timeout, within } from "./options";
import { addPlan } from "./plan/command";
import { parseCanary, parseLimit, parseRolloutName, type RepaveOptions } from "./repave/options";
import { repave } from "./repave/repave";
import { status, type StatusOptions } from "./status/status";
import { versionText } from "./version/version";
import type { ConnectionOptions, World } from "./world";

const EXIT_CODES = `
Exit codes:
  0  success; for logs -f: the Operation succeeded; for repave: every server did; for preflight and plan: nothing is in the way
  1  failure; for logs -f: the Operation failed, or was deleted; for repave: a server failed, or nobody confirmed; for preflight and plan: a run would fail, or wait for pods that cannot leave
  2  wrong usage; for repave also: several servers without --yes, and no terminal to ask on
  3  --timeout ended it
  130  repave, preflight or plan was interrupted
  141  whoever read the output has stopped, as \`head\` does`;

/** Runs the command line to its end. Whatever goes wrong is told in one line, and with a remedy. */
export async function run(
  argv: readonly string[],
  world: World,
  name = "stargate",
): Promise<ExitCode> {
  const ended: { code: ExitCode } = { code: EXIT.success };
  try {
    await program(world, name, code => (ended.code = code)).parseAsync(argv, { from: "user" });
    return ended.code;
  } catch (error: unknown) {
    if (error instanceof CommanderError) {
      // Commander has said what is wrong; help that was asked for ends with 0.
      return error.exitCode === 0 ? EXIT.success : EXIT.usage;
    }
    world.note(tell(error, name));
    return exitCodeOf(error);
  }
}

/** The command line as commander has it. `end` is told how a command ended. */
export function program(world: World, name: string, end: (code: ExitCode) => void): Command {
  const root = new Command(name)
    .description("Makes servers nodes of the cluster, and follows how they become so.")
    .exitOverride()
    .configureOutput({ writeOut: world.print, writeErr: world.note })
    .showHelpAfterError(`(${name} --help)`)
    .addHelpText("after", EXIT_CODES);
  addLogs(root, world, end);
  addStatus(root, world, end);
  addRepave(root, world, end);
  addPlan(root, world, end);
  addConfig(root, world, end);
  addVersion(root, world);
  return root;
}

function addLogs(root: Command, world: World, end: (code: ExitCode) => void): void {
  connected(root.command("logs"))
    .description("print how an Operation goes: its steps, waits, output and result")
    .argument(
      "<target>",
      "op/NAME or NAME: an Operation; srv/NAME: the newest one of a Server that is no dry run",
    )
    .option("-f, --follow", "go on until the Operation ends; the exit code is its result")
    .option("--tail <lines>", "lines of what was before to begin with (default: all)", parseLines)
    .option(
      "--timestamps",
      "begin each line with its time; output has that of its step's last event",
    )
    .addOption(timeout())
    .action(async (target: string, options: ConnectionOptions & Limits & LogsOptions) => {
      const request = { target: parseTarget(target), options };
      end(
        await within(world, options, (connection, signal) =>
          logs(world, connection, request, signal),
        ),
      );
    });
}

function addStatus(root: Command, world: World, end: (code: ExitCode) => void): void {
  connected(root.command("status"))
    .description("show Servers with their latest Operations, and Routers")
    .option("-A, --all-namespaces", "of every namespace")
    .option("-w, --watch", "go on: redraw on a terminal, else print what changes")
    .addOption(
      new Option(
        "-o, --output <format>",
        "wide: more columns; json: one document, or one a line",
      ).choices(["wide", "json"]),
    )
    .addOption(timeout())
    .action(
      async (
        options: ConnectionOptions &
          Limits & { allNamespaces?: true; watch?: true; color: boolean } & {
            output?: "wide" | "json";
          },
      ) => {
        const wanted: StatusOptions = {
          allNamespaces: options.allNamespaces === true,
          colour: options.color,
          watch: options.watch === true,
          output: options.output ?? "table",
        };
        end(
          await within(world, options, (connection, signal) =>
            status(world, connection, wanted, signal),
          ),
        );
      },
    );
}

function addRepave(root: Command, world: World, end: (code: ExitCode) => void): void {
  connected(root.command("repave"))
    .description("repave Servers, some at a time, by an Operation for each, and follow them")
    .argument("[targets...]", "srv/NAME or NAME: a Server; several may be named")
    .option("-l, --selector <selector>", "Servers with these labels, as kubectl takes it")
    .option("--all", "every Server of the namespace")
    .option("--profile <name>", "profile to apply (default: the one that each Server names)")
    .option(
      "--max-unavailable <limit>",
      "servers that may be unavailable at a time: a number, or a percentage of the selection (default: 1)",
      parseLimit,
    )
    .option(
      "--canary <count>",
      "servers that have to succeed before the others begin (default: none)",
      parseCanary,
    )
    .option("--continue-on-error", "begin others after a failure, but not after a canary's")
    .option(
      "--name <rollout>",
      "name of the rollout (default: one that the same command has again)",
      parseRolloutName,
    )
    .addOption(
      new Option("--dry-run <mode>", "client: print what would be done, and do nothing").choices([
        "client",
      ]),
    )
    .addOption(
      new Option("-o, --output <format>", "json: how it ended, on stdout").choices(["json"]),
    )
    .option("-y, --yes", "do not ask; needed for several servers where there is no terminal")
    .addOption(timeout())
    .action(
      async (targets: readonly string[], options: ConnectionOptions & Limits & RepaveOptions) => {
        end(
          await within(world, options, (connection, signal) =>
            repave(world, connection, { targets, options }, signal),
          ),
        );
      },
    );
}

function addConfig(root: Command, world: World, end: (code: ExitCode) => void): void {
  const config = root.command("config").description("work with the settings");
  config
    .command("check")
    .description("judge settings as the module would, without a cluster")
    .argument("<file>", "manifest with the ConfigMap stargate-config, as YAML or JSON; - for stdin")
    .addOption(
      new Option(
        "-o, --output <format>",
        "json: valid, violations and warnings, on stdout",
      ).choices(["json"]),
    )
    .action(async (file: string, { output = "text" }: { output?: "json" | "text" }) => {
      end(await configCheck(world, { file, output }));
    });
}

function addVersion(root: Command, world: World): void {
  root
    .command("version")
    .description("print the version of this program")
    .addOption(new Option("-o, --output <format>", "output format").choices(["json"]))
    .action(({ output }: { output?: "json" }) => {
      world.print(versionText(output));
    });
}

function parseLines(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new InvalidArgumentError("Give a number of lines.");
  }
  return Number(text);
}
