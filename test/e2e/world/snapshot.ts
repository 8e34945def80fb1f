import { readFileSync } from "node:fs";
import { join } from "node:path";
import { outputOf } from "./lab";
import type { Site } from "./site";

/** What there is of a server and of its Node. */
export interface Snapshot {
  readonly files: readonly string[];
  readonly node: unknown;
  readonly server: unknown;
  readonly secrets: readonly string[];
}

const SCRIPT = readFileSync(join(__dirname, "snapshot.sh"), "utf8");

/** Everything that a look must not change, on the server and in the cluster. */
export async function snapshotOf(site: Site, server: string): Promise<Snapshot> {
  const { cluster, namespace } = site;
  const node = await cluster.get("Node", server);
  const found = await cluster.server(server, namespace);
  const secrets = await cluster.list("Secret", "kube-system");
  return {
    files: outputOf(server, "bash", "-c", SCRIPT).split("\n"),
    node: node === undefined ? undefined : { spec: node["spec"], metadata: steady(node.metadata) },
    server: { spec: found.spec, status: found.status },
    secrets: secrets.map(({ metadata }) => metadata.name).sort(),
  };
}

/** Metadata without what each heartbeat changes. */
function steady(metadata: object): unknown {
  const {
    resourceVersion: _version,
    managedFields: _fields,
    ...rest
  } = metadata as Readonly<Record<string, unknown>>;
  return rest;
}
