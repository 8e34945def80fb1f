import { mkdirSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import path from "node:path";
import { median } from "simple-statistics";
import type { Farm } from "../../farm/farm";
import type { FarmHost } from "../../farm/host";
import { LabError } from "../../lab/errors";
import type { Contest, ContestRow } from "../report";
import { lowerBoundSeconds } from "./bound";
import type { Contender } from "./contender";
import { measure } from "./measure";
import { marksOn } from "./stub";

/** What is to be run. */
export interface ContestOptions {
  readonly seconds: number;
  readonly rounds: number;
  /** Called before each run, with the number of its servers. */
  readonly beforeRun: (contender: Contender, servers: number) => Promise<void>;
}

/** One run of one contender. */
interface Outcome {
  readonly servers: number;
  readonly wallSeconds: number;
  readonly controllerCpuSeconds: number;
  readonly farmCpuSeconds: number;
  /** Processor time of the work itself, without the start of the contender. */
  readonly workCpuSeconds: number;
  readonly peakBytes: number;
  readonly peakProcesses: number;
  readonly refused: number;
  readonly jumpConnections: number;
  /** Servers with exactly one mark. */
  readonly once: number;
  readonly details: Readonly<Record<string, number>>;
}

/** The stub's time in the run with one server. */
const ALONE_SECONDS = 1;

/** A contender that would take longer works on whole waves of that time, and the rest is extrapolated. */
const SAMPLE_LIMIT_SECONDS = 300;

/** Fewest waves of a sample. */
const SAMPLE_WAVES = 2;

/** Runs all contenders in turn, round by round. */
export async function hold(
  farm: Farm,
  contenders: readonly Contender[],
  options: ContestOptions,
): Promise<Contest> {
  const startLoad = loadavg()[0] ?? 0;
  const alone = new Map<Contender, Outcome>();
  for (const contender of contenders) {
    const servers = farm.servers.slice(0, 1);
    alone.set(contender, await run(farm, contender, { ...options, servers, seconds: 1, round: 0 }));
  }
  const outcomes = new Map<Contender, Outcome[]>(contenders.map(each => [each, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const contender of contenders) {
      const servers = farm.servers.slice(0, sampleOf(contender, farm.servers.length, options));
      const outcome = await run(farm, contender, { ...options, servers, round });
      outcomes.get(contender)?.push(outcome);
    }
  }
  const total = farm.servers.length;
  return {
    name: "bootstrap",
    servers: total,
    stubSeconds: options.seconds,
    rounds: options.rounds,
    processors: availableParallelism(),
    load: [startLoad, loadavg()[0] ?? 0],
    rows: contenders.map(contender =>
      rowOf(contender, outcomes.get(contender) ?? [], {
        servers: total,
        stubSeconds: options.seconds,
        alone: alone.get(contender),
      }),
    ),
  };
}

/** How many servers it really works on: all, unless that takes too long. */
function sampleOf(contender: Contender, servers: number, { seconds }: ContestOptions): number {
  const width = contender.width(servers);
  const waves = Math.max(SAMPLE_WAVES, Math.floor(SAMPLE_LIMIT_SECONDS / Math.max(seconds, 1)));
  const affordable = width === 1 ? Math.max(SAMPLE_WAVES, Math.floor(30 / seconds)) : waves * width;
  return Math.min(servers, affordable);
}

async function run(
  farm: Farm,
  contender: Contender,
  options: ContestOptions & { readonly servers: readonly FarmHost[]; readonly round: number },
): Promise<Outcome> {
  const { servers, seconds, round } = options;
  const mark = `${contender.name}-${round}-${process.pid}`;
  const folder = path.join(farm.folder, "bench", contender.name);
  mkdirSync(folder, { recursive: true });
  await options.beforeRun(contender, servers.length);
  const launch = await contender.prepare({ farm, servers, seconds, run: mark, folder });
  const before = farm.counts();
  const seen = await measure(farm, launch);
  const after = farm.counts();
  if (seen.exitCode !== 0 && contender.ownFigures !== undefined) {
    throw new LabError(`${contender.name} failed: ${seen.stderr.slice(-2000)}`);
  }
  const own = contender.ownFigures?.(seen.stdout);
  return {
    ...seen,
    servers: servers.length,
    wallSeconds: own?.wallSeconds ?? seen.wallSeconds,
    workCpuSeconds: (own?.cpuSeconds ?? seen.controllerCpuSeconds) + seen.farmCpuSeconds,
    refused:
      after.jump.refused - before.jump.refused + after.servers.refused - before.servers.refused,
    jumpConnections: after.jump.connections - before.jump.connections,
    once: servers.filter(server => marksOn(server, mark) === 1).length,
    details: own?.details ?? {},
  };
}

function rowOf(
  contender: Contender,
  outcomes: readonly Outcome[],
  {
    servers,
    stubSeconds,
    alone,
  }: { servers: number; stubSeconds: number; alone?: Outcome | undefined },
): ContestRow {
  const of = (figure: (outcome: Outcome) => number): number => median(outcomes.map(figure));
  const worked = of(outcome => outcome.servers);
  const scale = servers / worked;
  const wallSeconds = of(outcome => outcome.wallSeconds) * scale;
  const bound = lowerBoundSeconds({
    servers,
    width: contender.width(servers),
    overheadSeconds: Math.max(0, (alone?.wallSeconds ?? 0) - ALONE_SECONDS),
    stubSeconds,
    cpuSeconds: alone?.workCpuSeconds ?? 0,
    processors: availableParallelism(),
  });
  return {
    name: contender.name,
    what: contender.what,
    workedOn: worked,
    wallSeconds,
    boundSeconds: bound,
    aloneSeconds: alone?.wallSeconds ?? 0,
    controllerCpuSeconds: of(outcome => outcome.controllerCpuSeconds) * scale,
    farmCpuSeconds: of(outcome => outcome.farmCpuSeconds) * scale,
    peakMiB: Math.max(...outcomes.map(({ peakBytes }) => peakBytes)) / 1024 / 1024,
    peakProcesses: Math.max(...outcomes.map(({ peakProcesses }) => peakProcesses)),
    refused: of(({ refused }) => refused),
    jumpConnections: of(({ jumpConnections }) => jumpConnections) * scale,
    markedOnce: of(({ once }) => once),
    details: outcomes.at(-1)?.details ?? {},
  };
}
