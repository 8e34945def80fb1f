import type { WaitReason } from "../../api/waiting";
import type { Key } from "../../domain/key";
import { knownRouterOf, misplacementOf } from "../../domain/server/misplacement";
import { serverStatus } from "../../domain/server/status";
import type { Clock } from "../../ports/clock";
import type { Judged } from "../../ports/judged";
import type { Nodes } from "../../ports/nodes";
import type { Store } from "../../ports/objects";
import type { ServerOperations } from "../../ports/server-operations";
import type { ServerRivals } from "../../ports/server-rivals";
import type { SettingsSource } from "../../ports/settings";
import type { Surroundings } from "../../ports/surroundings";
import type { Requeue, Wake } from "../../ports/work";
import { readSettings } from "../settings";
import { timestamp } from "../timestamp";
import { wakeWaiting } from "../wake-waiting";

/** What reconciling a server reaches out to. */
export interface ServerPorts {
  readonly store: Store;
  readonly serverOperations: ServerOperations;
  readonly serverRivals: ServerRivals;
  readonly judged: Judged;
  readonly surroundings: Surroundings;
  readonly nodes: Nodes;
  readonly settings: SettingsSource;
  readonly clock: Clock;
  readonly wake: Wake;
}

/** What an operation waits for that the Server, or what happens to its other operations, brings. Hosts answer when they do. */
const OF_SERVER: ReadonlySet<WaitReason> = new Set([
  "ServerNotFound",
  "ProfileNotNamed",
  "OperationInProgress",
  "ServerLocked",
  "DuplicateName",
  "DuplicateMac",
  "DuplicateAddress",
  "AddressReserved",
  "AddressOutsideSubnets",
  "SubnetOverlap",
  "Paused",
]);

/** One pass over a server: its status follows from its operations, its Node and its rivals. Operations do the work. */
export async function reconcileServer(ports: ServerPorts, key: Key): Promise<Requeue> {
  const { store, serverOperations, serverRivals, judged, nodes, clock, wake } = ports;
  const [settings, surroundings, operations, rival, node] = await Promise.all([
    readSettings(ports.settings),
    ports.surroundings.current(),
    serverOperations.of(key),
    serverRivals.precedingAt(key),
    nodes.get(key.name),
  ]);
  const pauseAll = settings.good?.pauseAll === true;
  const settingsProblem = settings.problem;
  const after = await store.servers.updateStatus(key, server => {
    const misplacement = misplacementOf(server, knownRouterOf(server, surroundings), surroundings);
    const own = { server, operations, rival, misplacement, node };
    const snapshot = { ...own, pauseAll, settingsProblem };
    return serverStatus(snapshot, timestamp(clock));
  });
  if (after !== undefined) {
    judged.note(after);
  }
  wakeWaiting(wake, operations, ({ reason }) => OF_SERVER.has(reason));
  return undefined;
}
