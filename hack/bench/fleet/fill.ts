import pLimit from "p-limit";
import type { ApiClient } from "../../../lib/adapters/kubernetes/client";

/** The namespace of a bench's objects; removed with them at its end. */
export const FLEET_NAMESPACE = "bench-fleet";

/** What the names of Operations begin with that are created at once. */
export const BURST_PREFIX = "burst-";

const OBJECTS = `/apis/stargate.io/v1alpha1/namespaces/${FLEET_NAMESPACE}`;

/** Requests under way at once. */
const WIDTH = 16;

const HOSTS = 250;

/** Makes the namespace. */
export async function makeNamespace(client: ApiClient): Promise<void> {
  const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: FLEET_NAMESPACE } };
  await client.request({ method: "POST", path: "/api/v1/namespaces", body });
}

/** Adds Servers that were joined, each with an Operation that succeeded, as a fleet in use has them. */
export async function addFleet(client: ApiClient, from: number, to: number): Promise<void> {
  await each(from, to, async index => {
    await createServer(client, index);
    await createOperation(client, index, "join-");
    const time = new Date().toISOString().replace(/\.\d+Z/, "Z");
    const condition = { status: "True", lastTransitionTime: time, observedGeneration: 1 };
    await client.request({
      method: "PATCH",
      path: `${OBJECTS}/operations/join-${index}/status`,
      body: {
        status: {
          phase: "Succeeded",
          startTime: time,
          completionTime: time,
          message: "the node is Ready",
          conditions: ["Complete", "Ready"].map(type => ({
            ...condition,
            type,
            reason: "Succeeded",
            message: "the node is Ready",
          })),
        },
      },
    });
  });
}

/** Creates Operations for the first Servers, as fast as the API server takes them. */
export async function addOperations(client: ApiClient, count: number): Promise<void> {
  await each(0, count, index => createOperation(client, index, BURST_PREFIX));
}

async function createServer(client: ApiClient, index: number): Promise<void> {
  const [third, fourth] = [Math.floor(index / HOSTS), (index % HOSTS) + 2];
  await client.request({
    method: "POST",
    path: `${OBJECTS}/servers`,
    body: {
      apiVersion: "stargate.io/v1alpha1",
      kind: "Server",
      metadata: { name: `fleet-${index}` },
      spec: {
        ipv4: `10.60.${third}.${fourth}`,
        routerIP: "100.64.7.7",
        provisioningProfile: "none",
      },
    },
  });
}

async function createOperation(client: ApiClient, index: number, prefix: string): Promise<void> {
  await client.request({
    method: "POST",
    path: `${OBJECTS}/operations`,
    body: operation(`${prefix}${index}`, index),
  });
}

function operation(name: string, index: number): object {
  return {
    apiVersion: "stargate.io/v1alpha1",
    kind: "Operation",
    metadata: { name },
    spec: { operation: "repave", serverRef: { name: `fleet-${index}` } },
  };
}

/** Has a create judged, and not kept: resolves once a webhook has answered. */
export async function judgeOne(client: ApiClient): Promise<void> {
  await client.request({
    method: "POST",
    path: `${OBJECTS}/operations`,
    query: { dryRun: "All" },
    body: operation("judged", 0),
  });
}

async function each(
  from: number,
  to: number,
  add: (index: number) => Promise<void>,
): Promise<void> {
  const limit = pLimit(WIDTH);
  const indices = Array.from({ length: to - from }, (_, offset) => from + offset);
  await Promise.all(indices.map(index => limit(add, index)));
}
