import { type Command, Option } from "commander";
import type { ExitCode } from "../errors";
import { connected, type Limits, timeout, within } from "../options";
import type { ConnectionOptions, World } from "../world";
import { parseSight } from "../logs/target";
import { kept } from "./kept";
import { look, type LookOptions } from "./look";

type Options = ConnectionOptions & Limits & Omit<LookOptions, "tells" | "operation">;

/** The two commands that look at a server and change nothing. */
export function addPlan(root: Command, world: World, end: (code: ExitCode) => void): void {
  const run = async (
    target: string,
    options: Options & Pick<LookOptions, "tells" | "operation">,
  ) => {
    const { kind, name } = parseSight(target);
    end(
      await within(world, options, (connection, signal) =>
        kind === "Server"
          ? look(world, connection, { server: name, options }, signal)
          : kept(world, connection, { name, options }, signal),
      ),
    );
  };
  looking(root.command("preflight"))
    .description("look whether a server can become a node: what each check finds; changes nothing")
    .action((target: string, options: Options) =>
      run(target, { ...options, tells: "preflight", operation: "repave" }),
    );
  looking(root.command("plan"))
    .description("look at what an operation would do to a server; changes nothing")
    .addOption(
      new Option("--operation <what>", "operation to plan")
        .choices(["repave", "reboot", "reset"])
        .default("repave"),
    )
    .action((target: string, options: Options & Pick<LookOptions, "operation">) =>
      run(target, { ...options, tells: "plan" }),
    );
}

function looking(command: Command): Command {
  return connected(command)
    .argument("<target>", "srv/NAME or NAME: a Server; op/NAME: a dry run that was kept")
    .option("--profile <name>", "profile to look for (default: the one that the Server names)")
    .option("--keep", "leave the Operation that looks, with what it found, in the cluster")
    .addOption(
      new Option("-o, --output <format>", "json: what was found, on stdout").choices(["json"]),
    )
    .addOption(timeout());
}
