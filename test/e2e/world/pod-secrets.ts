import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dataOf, hits, keyLines } from "./canaries";
import { outputOf } from "./lab";
import type { Site } from "./site";

/** The cluster's own node: all pods of the module are there. */
const NODE = "mx-1";

const WRITES = readFileSync(join(__dirname, "pod-writes.sh"), "utf8");

/** Pods of the chart: two that judge, two that reconcile or stand by. */
const PODS = 4;

/**
 * Expects that no secret that is in use shows in arguments, variables or logs of the module's pods, nor in what
 * users see, and that pods write nothing.
 */
export async function expectPodsToKeepSecrets({ cluster, namespace }: Site): Promise<void> {
  const ofUsers = await cluster.list("Secret", namespace);
  const ofModule = dataOf(await cluster.get("Secret", "stargate-webhook", "pepr-system"));
  const tokens = await cluster.list("Secret", "kube-system");
  const canaries = new Set([
    ...ofUsers.flatMap(secret => keyLines(dataOf(secret)["privateKey"])),
    ...["tls.key", "ca.key"].flatMap(entry => keyLines(ofModule[entry])),
    ...[ofModule["path"], ...tokens.map(token => dataOf(token)["token-secret"])].filter(
      text => text !== undefined,
    ),
  ]);
  expect(canaries.size).toBeGreaterThan(6);
  expect(hits(NODE, ["processes", "logs"], canaries)).toEqual([]);
  for (const kind of ["Server", "ProvisioningProfile", "Operation", "Router", "Event"]) {
    const text = JSON.stringify(await cluster.list(kind, namespace));
    expect([...canaries].filter(canary => text.includes(canary))).toEqual([]);
  }
  const lines = outputOf(NODE, "bash", "-c", WRITES).trim().split("\n");
  expect(lines.filter(line => !/^(process|log) /.test(line))).toEqual([]);
  // What was looked at was there.
  expect(lines.filter(line => line.startsWith("process "))).toHaveLength(PODS);
  expect(lines.filter(line => line.startsWith("log /var/log/")).length).toBeGreaterThanOrEqual(
    PODS,
  );
}
