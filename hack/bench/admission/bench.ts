import { availableParallelism, loadavg } from "node:os";
import { KubeConfig } from "@kubernetes/client-node";
import { quantile } from "simple-statistics";
import { readAssets } from "../../lab/assets";
import { userKubeconfigPath } from "../../lab/control-plane/access";
import { kubectlOf } from "../../lab/control-plane/kubectl";
import { LabError } from "../../lab/errors";
import type { Lab } from "../../lab/lab";
import { daemonName } from "../../lab/module/parts";
import { stateOf } from "../../lab/process/record";
import { cpuSeconds } from "../bootstrap/processes";
import { CONTENDERS, type Contender, MODULE, POLICY } from "./contender";
import { type Access, Load, type Outcome } from "./load";
import { NO_OP, startNoOp, stopNoOp } from "./no-op-webhook";
import { policyObjects } from "./policy";
import type { AdmissionReport, AdmissionRow, Overload } from "./report";

/** How much is measured. */
export interface AdmissionOptions {
  /** Creates of each contender in each of the two rounds. */
  readonly creates: number;
}

/** What many at once are. */
const WIDTH = 16;

/** Before anything counts: connections, and what V8 and the API server compile. */
const WARM_UP = 200;

/** Parts of a round, in turn, so that all contenders see the same machine. */
const TURNS = 5;

const OVERLOAD_SECONDS = 10;

/** The lab's name of the API server's process. */
const API_SERVER = "kube-apiserver";

/** Creates in dry run, judged in four ways: one after the other in turn, then many at once, then more than can be done. */
export async function benchAdmission(
  lab: Lab,
  { creates }: AdmissionOptions,
): Promise<AdmissionReport> {
  const kubectl = kubectlOf(lab, readAssets(lab).kubernetes);
  const load = new Load(accessTo(lab));
  const before = loadavg()[0] ?? 0;
  let judges: string | undefined;
  try {
    const items = [...policyObjects(POLICY.labels), ...(await startNoOp(lab))];
    judges = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    await kubectl(["apply", "--server-side", "-f", "-"], judges);
    for (const contender of CONTENDERS) {
      await load.closed(contender, WARM_UP, WIDTH);
    }
    const one = await oneByOne(load, creates);
    const many = await manyAtOnce(lab, load, creates);
    const rows = CONTENDERS.map(contender =>
      rowOf(contender, one.get(contender), many.get(contender)),
    );
    return {
      name: "admission",
      creates,
      width: WIDTH,
      processors: availableParallelism(),
      load: [before, loadavg()[0] ?? 0],
      rows,
      overload: await overload(load, rows.at(-1)?.createsPerSecond ?? 0),
    };
  } finally {
    await load.close();
    await stopNoOp(lab);
    if (judges !== undefined) {
      await kubectl(["delete", "--ignore-not-found", "-f", "-"], judges);
    }
  }
}

/** The administrator's way to the API server of the lab. */
function accessTo(lab: Lab): Access {
  const config = new KubeConfig();
  config.loadFromFile(userKubeconfigPath(lab));
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64");
  return {
    origin: cluster?.server ?? "",
    ca: decoded(cluster?.caData),
    cert: decoded(user?.certData),
    key: decoded(user?.keyData),
  };
}

/** One create of each contender after the other: whatever the machine does meanwhile, it does to all of them. */
async function oneByOne(load: Load, creates: number): Promise<ReadonlyMap<Contender, number[]>> {
  const latencies = new Map(CONTENDERS.map(contender => [contender, new Array<number>()]));
  for (let turn = 0; turn < creates; turn++) {
    for (const [contender, seen] of latencies) {
      const ms = await load.create(contender);
      if (typeof ms !== "number") {
        throw new LabError(`${contender.name} admits no Server`);
      }
      seen.push(ms);
    }
  }
  return latencies;
}

/** What many creates at once came to, and the processor time that they took. */
interface Burst extends Outcome {
  readonly webhookCpuSeconds: number;
  readonly apiServerCpuSeconds: number;
}

const NOTHING: Burst = {
  latenciesMs: [],
  failures: 0,
  shed: 0,
  seconds: 0,
  webhookCpuSeconds: 0,
  apiServerCpuSeconds: 0,
};

async function manyAtOnce(
  lab: Lab,
  load: Load,
  creates: number,
): Promise<ReadonlyMap<Contender, Burst>> {
  const totals = new Map(CONTENDERS.map(contender => [contender, NOTHING]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [contender, total] of totals) {
      const burst = await burstOf(lab, load, contender, Math.ceil(creates / TURNS));
      totals.set(contender, sum(total, burst));
    }
  }
  return totals;
}

async function burstOf(
  lab: Lab,
  load: Load,
  contender: Contender,
  creates: number,
): Promise<Burst> {
  const webhook = pidsOf(lab, contender.name === "no-op" ? NO_OP : daemonName("admission"));
  const apiServer = pidsOf(lab, API_SERVER);
  const before = [cpuSeconds(webhook), cpuSeconds(apiServer)] as const;
  const outcome = await load.closed(contender, creates, WIDTH);
  return {
    ...outcome,
    webhookCpuSeconds: cpuSeconds(webhook) - before[0],
    apiServerCpuSeconds: cpuSeconds(apiServer) - before[1],
  };
}

function pidsOf(lab: Lab, name: string): readonly number[] {
  const state = stateOf(lab, name);
  return state.kind === "running" ? [state.identity.pid] : [];
}

function sum(a: Burst, b: Burst): Burst {
  return {
    latenciesMs: [...a.latenciesMs, ...b.latenciesMs],
    failures: a.failures + b.failures,
    shed: a.shed + b.shed,
    seconds: a.seconds + b.seconds,
    webhookCpuSeconds: a.webhookCpuSeconds + b.webhookCpuSeconds,
    apiServerCpuSeconds: a.apiServerCpuSeconds + b.apiServerCpuSeconds,
  };
}

function rowOf(
  { name, what }: Contender,
  one: readonly number[] = [],
  many: Burst = NOTHING,
): AdmissionRow {
  const done = many.latenciesMs.length;
  const perCreate = (seconds: number): number => (seconds * 1000) / Math.max(done, 1);
  const at = (latencies: readonly number[], p: number): number =>
    latencies.length === 0 ? NaN : quantile([...latencies], p);
  return {
    name,
    what,
    p50Ms: at(one, 0.5),
    p99Ms: at(one, 0.99),
    busyP50Ms: at(many.latenciesMs, 0.5),
    busyP99Ms: at(many.latenciesMs, 0.99),
    createsPerSecond: done / many.seconds,
    webhookCpuMs: perCreate(many.webhookCpuSeconds),
    apiServerCpuMs: perCreate(many.apiServerCpuSeconds),
    failures: many.failures,
  };
}

/** Twice what the module can sustain, for a while: nothing may time out. */
async function overload(load: Load, sustainablePerSecond: number): Promise<Overload> {
  const offeredPerSecond = 2 * sustainablePerSecond;
  const { latenciesMs, failures, shed } = await load.open(
    MODULE,
    offeredPerSecond,
    OVERLOAD_SECONDS,
  );
  return {
    offeredPerSecond,
    seconds: OVERLOAD_SECONDS,
    admitted: latenciesMs.length,
    failures,
    shed,
    maxMs: Math.max(0, ...latenciesMs),
  };
}
