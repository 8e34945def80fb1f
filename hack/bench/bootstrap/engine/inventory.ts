import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Operation } from "../../../../lib/api/operation.generated";
import type { ProvisioningProfile } from "../../../../lib/api/provisioning-profile.generated";
import type { Router } from "../../../../lib/api/router.generated";
import type { Server } from "../../../../lib/api/server.generated";
import { SSH_READY_TIMEOUT_MS } from "../../../../lib/defaults";
import { isTrue } from "../../../../lib/domain/conditions";
import { NODE_VERSION } from "./cluster";
import type { StargateConfig } from "./config";
import type { BenchPorts } from "./ports";

/** Namespace of everything. The bench makes it anew for each run. */
const NAMESPACE = "bench-bootstrap";
const PROFILE = "bench";
const ROUTER = { namespace: NAMESPACE, name: "jump" };

/** Longer than any single attempt may take, so that what is wrong has been said by then. */
const CONTACT_TIMEOUT_MS = 2 * SSH_READY_TIMEOUT_MS;
const CONTACT_POLL_MS = 20;

/** Declares the inventory, as a user would before; returns the names of the servers. */
export async function declare(
  { store, putSecret }: BenchPorts,
  { router, serverKeyFile, servers }: StargateConfig,
): Promise<readonly string[]> {
  const secret = (name: string, file: string): Promise<void> =>
    putSecret(NAMESPACE, name, { username: "root", privateKey: readFileSync(file, "utf8") });
  await secret("router-ssh", router.keyFile);
  await secret("server-ssh", serverKeyFile);
  const profile = { kubernetesVersion: NODE_VERSION, sshCredentialsSecretRef: "server-ssh" };
  await store.profiles.create(object<ProvisioningProfile>(PROFILE, profile));
  const spec = { tailscaleIP: router.address, sshCredentialsSecretRef: "router-ssh" };
  await store.routers.create(object<Router>(ROUTER.name, spec));
  await Promise.all(
    servers.map(({ name, address }) =>
      store.servers.create(
        object<Server>(name, {
          ipv4: address,
          routerIP: router.address,
          provisioningProfile: PROFILE,
        }),
      ),
    ),
  );
  return servers.map(({ name }) => name);
}

/** Waits until the router's own reconciler has met the router, as in a datacenter that is in use. */
export async function contact({ store }: BenchPorts): Promise<void> {
  const endMs = performance.now() + CONTACT_TIMEOUT_MS;
  let lastError: string | undefined;
  while (performance.now() < endMs) {
    const router = await store.routers.get(ROUTER);
    if (isTrue<"Router">(router?.status?.conditions, "Ready")) {
      return;
    }
    lastError = router?.status?.lastError;
    await delay(CONTACT_POLL_MS);
  }
  throw new Error(`the router was never met: ${lastError ?? "nobody says why"}`);
}

/** Orders a repave of every server. */
export async function order({ store }: BenchPorts, servers: readonly string[]): Promise<void> {
  await Promise.all(
    servers.map(name =>
      store.operations.create(
        object<Operation>(name, { operation: "repave", serverRef: { name } }),
      ),
    ),
  );
}

function object<T extends { metadata?: unknown; spec: unknown }>(name: string, spec: T["spec"]): T {
  // An API server gives its own UID; the store in memory takes this one, so that no run knows an earlier one's.
  return { metadata: { namespace: NAMESPACE, name, uid: randomUUID() }, spec } as T;
}
