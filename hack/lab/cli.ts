import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { CONTROL_PLANE, runInside } from "./cli/exec";
import {
  MACHINE_ACTIONS,
  type MachineAction,
  type MachineOptions,
  runMachineAction,
} from "./cli/machine";
import { MODULE_ACTIONS, type ModuleAction, partsOf, runModuleAction } from "./cli/module";
import { existingKubeconfig } from "./control-plane/access";
import { down } from "./down";
import { LabError, messageOf, UsageError } from "./errors";
import { requireRoot } from "./host/requirements";
import { formatInventory } from "./inventory";
import { existingLab, openLab } from "./lab";
import { deployModule } from "./module/deploy";
import { MODULE_PARTS, type ModulePart } from "./module/parts";
import type { StartOptions } from "./module/processes";
import { SCENARIOS, type Scenario } from "./scenario";
import { formatStatus, readStatus } from "./status";
import { DEFAULT_TOPOLOGY, MAX_SERVERS } from "./topology";
import { up, type UpOptions } from "./up/up";

const FAILURE = 1;
const USAGE = 2;

const HELP = `
Environment:
  STARGATE_LAB       instance name (default: mx); instances run side by side
  STARGATE_TOOLS     folder with Kubernetes programs to use instead of the cache, or one folder per version
  KUBEBUILDER_ASSETS the same

Exit codes: 0 success, 1 failure, 2 wrong usage; exec and shell pass on the command's own.`;

function program(): Command {
  const lab = new Command("lab")
    .description("The world that Stargate lives in, on one Linux machine: real parts, no cloud.")
    .exitOverride()
    .enablePositionalOptions()
    .addHelpText("after", HELP);
  addLifeCycle(lab);
  addAccess(lab);
  addParts(lab);
  pointToHelp(lab, "npm run lab --");
  return lab;
}

/** A usage error names the help of the very command that was typed. */
function pointToHelp(command: Command, words: string): void {
  command.showHelpAfterError(`(${words} --help)`);
  command.commands.forEach(inner => pointToHelp(inner, `${words} ${inner.name()}`));
}

function addLifeCycle(lab: Command): void {
  lab
    .command("up")
    .description("bring the lab up, or repair what is missing of it")
    .addArgument(
      new Argument(
        "[scenario]",
        "what to build: mx, a cluster made by kubeadm, or aks, a managed one (default: as before, at first mx)",
      ).choices(SCENARIOS),
    )
    .option(
      "--servers <n>",
      `number of servers (default: as before, at first ${DEFAULT_TOPOLOGY.servers}); a smaller one removes the others and their disks`,
      parseServers,
    )
    .option(
      "--in-cluster",
      "give the cluster a node of its own, for the module's pods (default: as before, at first none)",
    )
    .option("--no-in-cluster", "remove that node and its disk")
    .option("--force", "start them even if memory, disk or cores do not suffice")
    .action(async (scenario: Scenario | undefined, options: UpOptions) =>
      up(openLab(), scenario === undefined ? options : { ...options, scenario }),
    );
  lab
    .command("down")
    .description("remove processes, machines and namespaces; disks and cluster state stay")
    .option("--purge", "remove disks and cluster state as well; the shared cache stays", false)
    .action(async (options: { purge: boolean }) => down(openLab(), options));
  lab
    .command("status")
    .description("show every process and machine")
    .addOption(new Option("-o, --output <format>", "output format").choices(["json"]))
    .action(({ output }: { output?: "json" }) => {
      const status = readStatus(existingLab());
      console.log(output === "json" ? JSON.stringify(status, undefined, 2) : formatStatus(status));
    });
}

function addAccess(lab: Command): void {
  lab
    .command("kubeconfig")
    .description("print the path of a kubeconfig that works on this host")
    .action(() => console.log(existingKubeconfig(existingLab())));
  lab
    .command("inventory")
    .description(
      "print what a user of this lab would apply (kubectl apply --server-side -f -): settings, Secrets, Router, profile, Servers",
    )
    .action(() => console.log(formatInventory(existingLab()).trimEnd()));
  lab
    .command("exec")
    .description(
      `run a command as root in a machine, or in the namespace of the control plane (${CONTROL_PLANE})`,
    )
    .argument("<machine>")
    .argument("<command...>")
    .passThroughOptions()
    .action(async (machine: string, [first = "", ...rest]: string[]) =>
      // The separator is optional, and no part of the command.
      inside(machine, first === "--" ? rest : [first, ...rest]),
    );
  lab
    .command("shell")
    .description("open a shell in a machine, or in the namespace of the control plane")
    .argument("[machine]", "where", CONTROL_PLANE)
    .action(async (machine: string) => inside(machine, ["bash", "-l"]));
}

function addParts(lab: Command): void {
  const machine = lab.command("machine").description("stop, start, reboot or reset a machine");
  for (const [action, description] of Object.entries(MACHINE_ACTIONS)) {
    const command = machine.command(action).description(description).argument("<machine>");
    if (action === "reboot") {
      command.option("--no-wait", "return when the reboot was asked for");
    }
    command.action(async (name: string, { wait = true }: Partial<MachineOptions>) =>
      runMachineAction(existingLab(), action as MachineAction, name, { wait }),
    );
  }
  const module = lab
    .command("module")
    .description(`start, stop or kill the built Pepr module: ${MODULE_PARTS.join(", ")}`);
  for (const [action, description] of Object.entries(MODULE_ACTIONS)) {
    const omitted = partsOf(action as ModuleAction).join(", ");
    const command = module
      .command(action)
      .description(description)
      .addArgument(new Argument("[part]", `when omitted: ${omitted}`).choices(MODULE_PARTS))
      .action(async (part: ModulePart | undefined, options: StartOptions) =>
        runModuleAction(existingLab(), action as ModuleAction, part, options),
      );
    if (action === "start") {
      command
        .option("--api-server <url>", "where they find the API server (default: the lab's)")
        .option(
          "--leader-elect",
          "have a watcher ask who may reconcile, and end when it may no more",
        )
        .option("--webhook-secret <name>", "have them look after the webhooks' certificate in it");
    }
  }
  addDeploy(module);
}

function addDeploy(module: Command): void {
  module
    .command("deploy")
    .description("run it in pods, as `npx pepr deploy` does on any cluster (after up --in-cluster)")
    .option("--chart", "our own image and Helm chart instead")
    .action(async ({ chart = false }: { readonly chart?: boolean }) =>
      deployModule(existingLab(), chart ? "chart" : "pepr"),
    );
}

async function inside(machine: string, command: readonly string[]): Promise<void> {
  process.exitCode = await runInside(existingLab(), machine, command);
}

function parseServers(text: string): number {
  const servers = Number(text);
  if (!Number.isInteger(servers) || servers < 1 || servers > MAX_SERVERS) {
    throw new InvalidArgumentError(`give a number from 1 to ${MAX_SERVERS}`);
  }
  return servers;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    // Help that was asked for ends with 0.
    return error.exitCode === 0 ? 0 : USAGE;
  }
  console.error(`lab: ${messageOf(error)}`);
  if (error instanceof LabError && error.remedy !== undefined) {
    console.error(`     ${error.remedy}`);
  }
  return error instanceof UsageError ? USAGE : FAILURE;
}

async function main(): Promise<void> {
  try {
    const lab = program();
    lab.hook("preSubcommand", requireRoot);
    await lab.parseAsync();
  } catch (error: unknown) {
    process.exitCode = exitCodeOf(error);
  }
  // Whatever still runs in the background must not keep a failed command alive.
  process.exit();
}

void main();
