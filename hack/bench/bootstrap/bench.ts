import { KubeConfig } from "@kubernetes/client-node";
import { ApiClient } from "../../../lib/adapters/kubernetes/client";
import { ApiObjects } from "../../../lib/adapters/kubernetes/objects";
import { CLEANUP_FINALIZER } from "../../../lib/api/names";
import type { Server } from "../../../lib/api/server.generated";
import { MAX_CONCURRENT_OPERATIONS } from "../../../lib/defaults";
import type { Farm } from "../../farm/farm";
import { startFarm } from "../../farm/start";
import { ensureBuilt } from "../../demo/build";
import { runModuleAction } from "../../lab/cli/module";
import { apiSocket, userKubeconfigPath } from "../../lab/control-plane/access";
import { UsageError } from "../../lab/errors";
import { openLab } from "../../lab/lab";
import { daemonName } from "../../lab/module/parts";
import { until } from "../../lab/poll";
import { stateOf } from "../../lab/process/record";
import { up } from "../../lab/up/up";
import type { Contest } from "../report";
import { ansible } from "./ansible";
import type { Contender } from "./contender";
import { hold } from "./contest";
import { pool, serial } from "./openssh";
import { stargate } from "./stargate";

/** What the command was told. */
export interface BootstrapOptions {
  readonly servers: number;
  readonly seconds: number;
  readonly rounds: number;
  /** Names of contenders; all when absent. */
  readonly contenders?: readonly string[];
  readonly store: "api" | "memory";
}

/** Namespace of the engine's objects. */
const NAMESPACE = "bench-bootstrap";

const NAMESPACE_TIMEOUT_MS = 300_000;

/** Serial SSH, Ansible, a pool of OpenSSH processes and the engine, on one farm, in turn. */
export async function benchBootstrap(options: BootstrapOptions): Promise<Contest> {
  refuseUnknown(options);
  const cluster = options.store === "api" ? await openCluster() : undefined;
  const farm = await startFarm({ servers: options.servers, name: "bench" });
  try {
    await cluster?.join(farm);
    const contenders = chosen(options, cluster?.kubeconfig);
    return await hold(farm, contenders, {
      seconds: options.seconds,
      rounds: options.rounds,
      beforeRun: async ({ name }, servers) => {
        console.error(`${name}: ${servers} servers`);
        if (name === "stargate") {
          await cluster?.empty();
        }
      },
    });
  } finally {
    await farm.stop();
    await cluster?.close();
  }
}

/** Everybody, in the order of the report: what is measured against the others comes last. */
function everybody(kubeconfig: string | undefined): readonly Contender[] {
  return [
    serial,
    ansible(5),
    ansible(50),
    ansible("all"),
    pool,
    stargate({ kubeconfig, width: MAX_CONCURRENT_OPERATIONS }),
  ];
}

function chosen(
  { contenders: names }: BootstrapOptions,
  kubeconfig: string | undefined,
): readonly Contender[] {
  return everybody(kubeconfig).filter(({ name }) => names?.includes(name) ?? true);
}

function refuseUnknown({ contenders: names = [] }: BootstrapOptions): void {
  const known = everybody(undefined).map(({ name }) => name);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`no contender ${unknown.join(", ")}`, `choose from ${known.join(", ")}`);
  }
}

/** The lab's API server, as the engine's store. */
interface Cluster {
  readonly kubeconfig: string;
  /** Lets the controller's place on the farm reach it. */
  join(farm: Farm): Promise<void>;
  /** Makes the namespace anew. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Brings the lab up with the CRDs and admission, and without a watcher: the bench has the engine itself. */
async function openCluster(): Promise<Cluster> {
  const lab = openLab();
  await up(lab, {});
  await ensureBuilt();
  const hadWatcher = stateOf(lab, daemonName("watcher")).kind === "running";
  await runModuleAction(lab, "start", "admission");
  await runModuleAction(lab, "stop", "watcher");
  const kubeConfig = new KubeConfig();
  const kubeconfig = userKubeconfigPath(lab);
  kubeConfig.loadFromFile(kubeconfig);
  const client = new ApiClient(kubeConfig);
  const path = `/api/v1/namespaces/${NAMESPACE}`;
  const servers = new ApiObjects<Server>(client, { kind: "Server", plural: "servers" });
  const remove = async (): Promise<void> => {
    // Without a watcher nobody lets them go.
    for (const server of await servers.list({ namespace: NAMESPACE })) {
      await servers.removeFinalizer(server, CLEANUP_FINALIZER);
    }
    await client.request({ method: "DELETE", path });
    const wait = { what: `namespace ${NAMESPACE} to be gone`, deadlineMs: NAMESPACE_TIMEOUT_MS };
    await until(wait, async () =>
      (await client.request({ method: "GET", path })) === undefined
        ? { done: true }
        : { seen: "it is being deleted" },
    );
  };
  return {
    kubeconfig,
    join: farm => {
      const { port } = new URL(kubeConfig.getCurrentCluster()?.server ?? "");
      return farm.bringIn(apiSocket(lab), Number(port));
    },
    empty: async () => {
      await remove();
      const metadata = { name: NAMESPACE };
      const body = { apiVersion: "v1", kind: "Namespace", metadata };
      await client.request({ method: "POST", path: "/api/v1/namespaces", body });
    },
    close: async () => {
      await remove();
      await client.close();
      if (hadWatcher) {
        await runModuleAction(lab, "start", "watcher");
      }
    },
  };
}
