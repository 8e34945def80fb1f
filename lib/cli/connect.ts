import { ApiClient } from "../adapters/kubernetes/client";
import { ApiObjects } from "../adapters/kubernetes/objects";
import { ApiWatch } from "../adapters/kubernetes/watch";
import type { ApiUnavailable } from "../domain/errors";
import type { Clock } from "../ports/clock";
import type { Environment } from "./environment";
import { loadKubeConfig } from "./kubeconfig";
import { oneLine } from "./text";
import type { Connection, ConnectionOptions } from "./world";

/** The cluster that the options and the environment name. Nothing is contacted yet. */
export function connect(
  options: ConnectionOptions,
  environment: Environment,
  world: { readonly clock: Clock; readonly note: (text: string) => void },
): Connection {
  const kubeConfig = loadKubeConfig(options, environment);
  const client = new ApiClient(kubeConfig);
  const tools = {
    clock: world.clock,
    onTrouble: ({ message }: ApiUnavailable) =>
      world.note(`the connection is lost, trying again: ${oneLine(message)}\n`),
  };
  const { namespace } = kubeConfig.getContextObject(kubeConfig.getCurrentContext()) ?? {};
  const operations = { kind: "Operation", plural: "operations" };
  return {
    namespace: options.namespace ?? namespace ?? "default",
    servers: new ApiWatch(client, { kind: "Server", plural: "servers" }, tools),
    operations: new ApiWatch(client, operations, tools),
    routers: new ApiWatch(client, { kind: "Router", plural: "routers" }, tools),
    profiles: new ApiObjects(client, {
      kind: "ProvisioningProfile",
      plural: "provisioningprofiles",
    }),
    newOperations: new ApiObjects(client, operations),
    close: () => client.close(),
  };
}
