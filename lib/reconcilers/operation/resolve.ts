import type { LookSpec, NodeSpec, RepositorySpec, RunSpec } from "../../bootstrap/run-spec";
import {
  API_SERVER_PORT,
  DEFAULT_PROVIDER,
  KUBERNETES_REPOSITORY,
  KUBERNETES_REPOSITORY_FINGERPRINT,
  TOKEN_GRACE_SECONDS,
} from "../../defaults";
import { unreachable } from "../../domain/errors";
import { keyOf } from "../../domain/key";
import type { HostInput, RunInput } from "../../domain/operation/snapshot";
import { timeoutsOf } from "../../domain/operation/timeouts";
import { pinsFor, pinsOf, pinSourceOf } from "../../domain/pin";
import { minorOf, parseVersion } from "../../domain/version";
import type { ProvisioningProfile, Repository } from "../../api/provisioning-profile.generated";
import type { Hop, Route } from "../../ports/remote-host";
import type { Settings } from "../../ports/settings";
import { profileSecret, readLogin, readRepositoryKey, routerHop } from "../credentials";
import type { OperationPorts } from "./ports";

/** Packages of the Kubernetes project itself. */
const DEFAULT_REPOSITORY: Repository = {
  url: KUBERNETES_REPOSITORY,
  fingerprint: KUBERNETES_REPOSITORY_FINGERPRINT,
};

/** The way to the server, with credentials read now. Rejects as `readLogin` does. */
export async function resolveRoute(
  ports: OperationPorts,
  { operation, server, router, profile }: HostInput,
  settings: Settings,
): Promise<Route> {
  const login = await readLogin(ports, profileSecret(profile), profile, settings);
  const last: Hop = {
    role: "server",
    address: server.spec.ipv4,
    port: server.spec.sshPort ?? settings.sshPort,
    // Under a strict policy nothing unknown is accepted, so nothing can be renewed either.
    pinnedKeys: settings.unknownKey === "accept" ? pinsFor(operation, server) : pinsOf(server),
    pinSource: pinSourceOf(server),
    unknownKey: settings.unknownKey,
    ...login,
  };
  if (router === undefined) {
    return [last];
  }
  // The router's own reconciler makes the first contact.
  return [{ ...(await routerHop(ports, router, settings)), unknownKey: "refuse" }, last];
}

/**
 * Reads every Secret that the run takes along, so that nobody is contacted while one is missing or unusable. A run
 * that was handed over has its copies. Rejects as `readRepositoryKey` does.
 */
export async function requireSecrets(
  ports: OperationPorts,
  { operation, profile }: RunInput,
): Promise<void> {
  if (operation.status?.dcJobID === undefined && operation.spec.operation === "repave") {
    await resolveRepositories(ports, profile);
  }
}

/**
 * Everything that a run needs, snapshot. Mints the token of an operation that joins.
 *
 * Rejects with `DependencyMissing`, `InvalidSpec`, `ApiUnavailable`, `AccessDenied` or `Conflict`.
 */
export async function resolveRun(ports: OperationPorts, input: RunInput): Promise<RunSpec> {
  const run = await resolveLook(ports, input);
  if (run.kind !== "repave") {
    return run;
  }
  const { operationUid, runSeconds } = run;
  const expiresAtMs = ports.clock.now() + (runSeconds + TOKEN_GRACE_SECONDS) * 1000;
  return { ...run, token: await ports.tokens.ensure(operationUid, new Date(expiresAtMs)) };
}

/** The same without anything secret: nothing is minted. Rejects as `resolveRun` does. */
export async function resolveLook(ports: OperationPorts, input: RunInput): Promise<LookSpec> {
  const { operation, profile, openGates, isNode } = input;
  const { runSeconds } = timeoutsOf(profile);
  const { uid: operationUid = "" } = operation.metadata ?? {};
  const run = { operationUid, openGates, runSeconds };
  switch (operation.spec.operation) {
    case "reboot":
      return { ...run, kind: "reboot", isNode };
    case "reset":
      return { ...run, kind: "reset", server: keyOf(input.server) };
    case "repave":
      return await resolveNode(ports, input, run);
    default:
      return unreachable(operation.spec.operation);
  }
}

async function resolveNode(
  ports: OperationPorts,
  input: RunInput,
  run: Pick<NodeSpec, "operationUid" | "openGates" | "runSeconds">,
): Promise<NodeSpec> {
  const { operation, server, profile } = input;
  return {
    ...run,
    kind: "repave",
    server: {
      ...keyOf(server),
      uid: server.metadata?.uid ?? "",
      ipv4: server.spec.ipv4,
      provider: server.spec.provider ?? DEFAULT_PROVIDER,
    },
    kubernetesVersion: operation.status?.kubernetesVersion ?? profile.spec.kubernetesVersion,
    repositories: await resolveRepositories(ports, profile),
    cni: profile.spec.cni ?? "cluster",
    wasLetGo: await wasLetGo(ports, input),
    customBootstrapScript: profile.spec.customBootstrapScript,
    ignorePreflightErrors: profile.spec.ignorePreflightErrors ?? [],
    apiServer: `https://${input.controlPlaneIp ?? ""}:${API_SERVER_PORT}`,
    cluster: await ports.joinInfo.read(),
    nowSeconds: Math.floor(ports.clock.now() / 1000),
  };
}

/** Whether the machine is one that an earlier Server let go. */
async function wasLetGo({ forgotten }: OperationPorts, { machineID }: RunInput): Promise<boolean> {
  return machineID !== undefined && (await forgotten.has(machineID));
}

async function resolveRepositories(
  ports: OperationPorts,
  profile: ProvisioningProfile,
): Promise<RepositorySpec[]> {
  const { repositories = [] } = profile.spec;
  const wanted = repositories.length > 0 ? repositories : [DEFAULT_REPOSITORY];
  return await Promise.all(
    wanted.map(async (repository: Repository) => ({
      url: repository.url.replaceAll("{minor}", minorNameOf(profile)),
      key: repository.key ?? (await readRepositoryKey(ports, profile, repository)),
      fingerprint: repository.fingerprint,
    })),
  );
}

function minorNameOf({ spec }: ProvisioningProfile): string {
  const version = parseVersion(spec.kubernetesVersion);
  return version === undefined ? "" : minorOf(version);
}
