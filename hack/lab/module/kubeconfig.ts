import { parse, stringify } from "yaml";

interface Kubeconfig {
  clusters: { cluster: { server: string } }[];
  users: { user: object }[];
}

/**
 * A kubeconfig with the token of that file as its credential.
 *
 * A running process reads the file again, as it does in a cluster: a token that stands in the kubeconfig itself is
 * read once. The client library calls that an auth-provider; kubectl does not know it.
 */
export function withTokenFile(kubeconfig: string, tokenFile: string): string {
  const config = parse(kubeconfig) as Kubeconfig;
  const user = { "auth-provider": { name: "tokenFile", config: { tokenFile } } };
  return stringify({ ...config, users: config.users.map(each => ({ ...each, user })) });
}

/** The same kubeconfig with the API server elsewhere, such as behind a proxy. */
export function withServer(kubeconfig: string, server: string): string {
  const config = parse(kubeconfig) as Kubeconfig;
  config.clusters.forEach(({ cluster }) => (cluster.server = server));
  return stringify(config);
}
