import { CLEANUP_FINALIZER } from "../../api/names";
import type { Operation } from "../../api/operation.generated";
import type { Server, ServerStatus } from "../../api/server.generated";
import type { WaitReason } from "../../api/waiting";
import type { Key } from "../../domain/key";
import { knownRouterOf, misplacementOf } from "../../domain/server/misplacement";
import { isLeaving, isUnheld } from "../../domain/server/cleanup";
import { serverStatus } from "../../domain/server/status";
import type { Wait } from "../../domain/waiting";
import type { Requeue } from "../../ports/work";
import { readSettings } from "../settings";
import { timestamp } from "../timestamp";
import { wakeWaiting } from "../wake-waiting";
import { cleanUp } from "./clean-up";
import type { ServerPorts } from "./ports";

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
  const judge = (server: Server, cleanup?: Wait): ServerStatus => {
    const misplacement = misplacementOf(server, knownRouterOf(server, surroundings), surroundings);
    const own = { server, operations, rival, misplacement, node, cleanup };
    const held = { pauseAll: settings.good?.pauseAll === true, settingsProblem: settings.problem };
    return serverStatus({ ...own, ...held }, timestamp(clock));
  };
  const write = async (change: (server: Server) => ServerStatus | undefined) => {
    const after = await store.servers.updateStatus(key, change);
    if (after !== undefined) {
      judged.note(after);
    }
    return after;
  };
  // Of one that is leaving, what it waits for is known only then: written twice, its status would wake itself.
  const after = await write(server => (isLeaving(server) ? undefined : judge(server)));
  wakeWaiting(wake, operations, ({ reason }) => OF_SERVER.has(reason));
  if (after === undefined || !isLeaving(after)) {
    await holdNode(ports, after, operations);
    return undefined;
  }
  return await cleanUp(ports, { server: after, operations, node }, async wait => {
    await write(server => judge(server, wait));
  });
}

/** A node that a repave made is cleaned before its Server goes, whichever version repaved it. */
async function holdNode(
  { store }: ServerPorts,
  server: Server | undefined,
  operations: readonly Operation[],
): Promise<void> {
  if (server !== undefined && isUnheld(server, operations)) {
    await store.servers.addFinalizer(server, CLEANUP_FINALIZER);
  }
}
