/** Benchmarks, each beside its baseline in the same run. */
import { Command, InvalidArgumentError, Option } from "commander";
import { type AdmissionOptions, benchAdmission } from "./bench/admission/bench";
import { formatAdmission } from "./bench/admission/report";
import { type BootstrapOptions, benchBootstrap } from "./bench/bootstrap/bench";
import { benchFleet, type FleetOptions } from "./bench/fleet/bench";
import { formatFleet } from "./bench/fleet/report";
import { benchJoin } from "./bench/join";
import { formatContest, formatReport } from "./bench/report";
import { runCommand } from "./command";
import { ensureBuilt } from "./demo/build";
import { MAX_FARM_SERVERS } from "./farm/layout";
import { runModuleAction } from "./lab/cli/module";
import { requireRoot } from "./lab/host/requirements";
import { type Lab, openLab } from "./lab/lab";
import { up } from "./lab/up/up";

interface Output {
  readonly output?: "json";
}

/** A lab of its own: a bench makes the lab's servers anew, and nobody's work may be on them. */
const BENCH_LAB = "bench";

const OWN_LAB = "a lab of its own (STARGATE_LAB names another), which stays up";

async function benchLab(): Promise<Lab> {
  const lab = openLab(process.env["STARGATE_LAB"] ?? BENCH_LAB);
  await up(lab, {});
  await ensureBuilt();
  await runModuleAction(lab, "start", undefined);
  return lab;
}

function print<T>(report: T, { output }: Output, format: (report: T) => string): void {
  console.log(output === "json" ? JSON.stringify(report, undefined, 2) : format(report));
}

function between(least: number, most: number): (text: string) => number {
  return text => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

const json = (): Option => new Option("-o, --output <format>", "output format").choices(["json"]);
const ROUNDS_LIMIT = 99;
const SECONDS_LIMIT = 600;
const CREATES_LIMIT = 100_000;
const FLEET_LIMIT = 50_000;

const bootstrap = new Command("bootstrap")
  .description(
    "Bootstraps a farm of servers by serial SSH, Ansible, a pool of OpenSSH and Stargate.",
  )
  .option("--servers <n>", "servers of the farm", between(1, MAX_FARM_SERVERS), 100)
  .option("--seconds <t>", "time of the work on each server", between(1, SECONDS_LIMIT), 5)
  .option("--rounds <r>", "runs of each contender", between(1, ROUNDS_LIMIT), 1)
  .option(
    "--contenders <names...>",
    "only these: serial, ansible-5, ansible-50, ansible-all, pool-30, stargate",
  )
  .addOption(
    new Option("--store <store>", "where Stargate keeps its objects")
      .choices(["api", "memory"])
      .default("api"),
  )
  .addOption(json())
  .action(async (options: BootstrapOptions & Output) => {
    print(await benchBootstrap(options), options, formatContest);
  });

void runCommand(
  new Command("bench")
    .description("Measures side by side with a baseline; figures on stdout.")
    .hook("preAction", requireRoot)
    .addCommand(
      new Command("admission")
        .description(
          `Creates judged by the schema alone, by a policy, by webhooks that do nothing and by the module's, on ${OWN_LAB}.`,
        )
        .option("--creates <n>", "creates of each in each round", between(1, CREATES_LIMIT), 1000)
        .addOption(json())
        .action(async (options: AdmissionOptions & Output) => {
          print(await benchAdmission(await benchLab(), options), options, formatAdmission);
        }),
    )
    .addCommand(
      new Command("join")
        .description(
          `The lab's servers at once beside one by one, on ${OWN_LAB}. Its servers are made anew.`,
        )
        .addOption(json())
        .action(async (output: Output) => {
          print(await benchJoin(await benchLab()), output, formatReport);
        }),
    )
    .addCommand(
      new Command("fleet")
        .description(
          `What the watcher needs for fleets of several sizes beside an empty one, on ${OWN_LAB}.`,
        )
        .option("--servers <n>", "servers of the largest fleet", between(5, FLEET_LIMIT), 5000)
        .option("--idle <t>", "seconds of idling that count", between(10, SECONDS_LIMIT), 120)
        .option("--burst <n>", "operations created at once", between(1, FLEET_LIMIT), 1000)
        .addOption(json())
        .action(async (options: FleetOptions & Output) => {
          print(await benchFleet(await benchLab(), options), options, formatFleet);
        }),
    )
    .addCommand(bootstrap),
);
