import type { RequestOptions } from "node:https";
import type { Cluster } from "@kubernetes/client-node";
import { type buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { API_CONNECTIONS } from "../../defaults";
import { InvalidSpec } from "../../domain/errors";

/** Where requests go, and through what. */
export interface Endpoint {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  /** What stands before every path: some gateways serve clusters below one. */
  readonly prefix: string;
}

/** The API server of a kubeconfig's cluster, as its `server`, `proxy-url` and TLS entries say. */
export function endpointOf(cluster: Cluster, options: RequestOptions): Endpoint {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  const connect = Object.fromEntries(
    Object.entries({ ca, cert, key, servername, rejectUnauthorized }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const { origin, pathname } = new URL(cluster.server);
  return {
    dispatcher: dispatcherFor(origin, cluster.proxyUrl, connect),
    origin,
    prefix: pathname.replace(/\/+$/, ""),
  };
}

function dispatcherFor(
  origin: string,
  proxyUrl: string | undefined,
  connect: buildConnector.BuildOptions,
): Dispatcher {
  const connections = API_CONNECTIONS;
  if (proxyUrl === undefined) {
    return new Pool(origin, { connections, connect });
  }
  if (!/^https?:/.test(proxyUrl)) {
    throw new InvalidSpec(`proxy-url ${proxyUrl} of the kubeconfig is not supported`, {
      reason: "InvalidSettings",
      remedy: "use an http or https proxy",
    });
  }
  return new ProxyAgent({ uri: proxyUrl, connections, requestTls: connect });
}
