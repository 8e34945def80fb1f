import type { Operation } from "../../lib/api/operation.generated";
import type { RolloutReport } from "../../lib/cli/repave/report";
import { Client } from "./world/client";
import { Site } from "./world/site";
import { stargate } from "./world/stargate";
import { Workload } from "./world/workload";

const NAMESPACE = "e2e-upgrade";

const SERVERS = ["server-1", "server-2"];

/** Pods of the workload, and how many of them have to be there at any time. */
const REPLICAS = 3;
const MINIMUM = 2;

/** Time of the original's repave of one server. Source: its own end-to-end log. */
const ORIGINAL_SECONDS = 75;

/** Nothing is to be done, from the start of a program that is compiled on the way. */
const NOTHING_MS = 30_000;

const COMMAND = ["repave", "-n", NAMESPACE, "-l", "rack=a", "-y", "-o", "json"];

describe("two servers are upgraded by one command", () => {
  let site: Site;
  let workload: Workload;
  let client: Client;

  beforeAll(async () => {
    site = await Site.open(NAMESPACE);
    await site.pristine(...SERVERS);
    const versions = { older: "1.33", "k8s-1.34": "1.34", nowhere: "1.34.99" };
    for (const [name, kubernetesVersion] of Object.entries(versions)) {
      const profile = site.manifest("ProvisioningProfile", "lab", { kubernetesVersion });
      await site.cluster.create({ ...profile, metadata: { namespace: NAMESPACE, name } });
    }
    for (const name of SERVERS) {
      await site.declareServer(name, { provisioningProfile: "older" });
      const labels = { rack: "a" };
      await site.cluster.patch("Server", { name, namespace: NAMESPACE }, { metadata: { labels } });
    }
    await Promise.all(SERVERS.map(server => site.repave(`join-${server}`, server)));
    await Promise.all(SERVERS.map(server => site.success(`join-${server}`)));
    workload = await Workload.start(site.cluster, NAMESPACE, REPLICAS);
    await workload.guard(MINIMUM);
    await workload.publish();
    client = await Client.start(site.cluster, NAMESPACE, REPLICAS);
  });

  afterAll(async () => {
    client.stop();
    workload.stop();
    await site.close();
  });

  const operationsOf = async (rollout: string): Promise<readonly Operation[]> => {
    const found = (await site.cluster.list("Operation", NAMESPACE)) as unknown as Operation[];
    return found.filter(({ metadata }) => metadata?.labels?.["stargate.io/rollout"] === rollout);
  };

  const nodes = async (): Promise<readonly NodeObject[]> =>
    (await Promise.all(
      SERVERS.map(name => site.cluster.get("Node", name)),
    )) as unknown as NodeObject[];

  it("one after the other, and whoever asks the workload is always answered by its minimum", async () => {
    const { code, stdout, stderr } = await stargate(...COMMAND, "--profile", "k8s-1.34");
    expect({ code, told: code === 0 ? "" : stderr }).toEqual({ code: 0, told: "" });
    const report = JSON.parse(stdout) as RolloutReport;
    expect(report).toMatchObject({
      result: "Succeeded",
      maxUnavailable: 1,
      servers: SERVERS.map(name => ({ name, state: "Succeeded", profile: "k8s-1.34" })),
    });
    const versions = (await nodes()).map(({ status }) => status.nodeInfo.kubeletVersion);
    expect(versions).toEqual([
      expect.stringMatching(/^v1\.34\./),
      expect.stringMatching(/^v1\.34\./),
    ]);
    expect((await nodes()).map(({ spec }) => spec.unschedulable)).toEqual([undefined, undefined]);
    const [first, second] = (await operationsOf(report.rollout)).toSorted((a, b) =>
      startOf(a) < startOf(b) ? -1 : 1,
    );
    expect(startOf(second) >= (first?.status?.completionTime ?? "~")).toBe(true);
    expect(workload.fewest).toBeGreaterThanOrEqual(MINIMUM);
    expect(client.fewest).toBeGreaterThanOrEqual(MINIMUM);
    tellTimes([first, second], client);
  });

  it("and the same command has nothing to do then", async () => {
    const before = await operationsOf((await dryRun()).rollout);
    const began = Date.now();
    const { code, stdout, stderr } = await stargate(...COMMAND, "--profile", "k8s-1.34");
    expect({ code, told: code === 0 ? "" : stderr }).toEqual({ code: 0, told: "" });
    expect(Date.now() - began).toBeLessThan(NOTHING_MS);
    const { rollout } = JSON.parse(stdout) as RolloutReport;
    expect((await operationsOf(rollout)).map(({ metadata }) => metadata?.uid)).toEqual(
      before.map(({ metadata }) => metadata?.uid),
    );
    expect(before).toHaveLength(SERVERS.length);
  });

  it("and one that fails at the first leaves the second as it is, and says why", async () => {
    const { code, stdout, stderr } = await stargate(...COMMAND, "--profile", "nowhere");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^rollout repave-\w+: 0 of 2 succeeded, 1 failed, 1 not started$/m);
    expect(stderr).toMatch(/^ {2}server server-1: failed .*VersionNotAvailable: .*; change spec/m);
    const report = JSON.parse(stdout) as RolloutReport;
    expect(report.servers.map(({ state }) => state)).toEqual(["Failed", "Pending"]);
    expect(await operationsOf(report.rollout)).toHaveLength(1);
    expect((await nodes()).map(({ spec }) => spec.unschedulable)).toEqual([undefined, undefined]);
    expect(client.fewest).toBeGreaterThanOrEqual(MINIMUM);
  });

  async function dryRun(): Promise<RolloutReport> {
    const { stdout } = await stargate(...COMMAND, "--profile", "k8s-1.34", "--dry-run=client");
    return JSON.parse(stdout) as RolloutReport;
  }
});

function startOf(operation: Operation | undefined): string {
  return operation?.status?.startTime ?? "";
}

/** Seconds of each phase, beside the original's, and what the client saw. */
function tellTimes(operations: readonly (Operation | undefined)[], client: Client): void {
  const seconds = (from: string | undefined, to: string | undefined): string =>
    ((Date.parse(to ?? "") - Date.parse(from ?? "")) / 1000).toFixed(1);
  for (const { spec, status } of operations.filter(each => each !== undefined)) {
    const steps = (status?.steps ?? []).map(({ name, state, startTime, completionTime }) => {
      return { name, state, took: seconds(startTime, completionTime) };
    });
    const total = seconds(status?.startTime, status?.completionTime);
    const rest = steps.reduce((left, { took }) => left - Number(took), Number(total));
    console.log(
      [
        `${spec.serverRef.name}: ${total} s (the original: ${ORIGINAL_SECONDS} s)`,
        ...steps.map(({ name, state, took }) => `  ${name}: ${took} s, ${state.toLowerCase()}`),
        `  contact, drain and the Node: ${rest.toFixed(1)} s`,
      ].join("\n"),
    );
  }
  console.log(
    `${client.rounds.length} rounds of questions, at most ${client.longestGapMs} ms apart; the fewest answers in one: ${client.fewest}`,
  );
}

/** A Node, as far as it is looked at. */
interface NodeObject {
  readonly spec: { readonly unschedulable?: boolean };
  readonly status: { readonly nodeInfo: { readonly kubeletVersion: string } };
}
