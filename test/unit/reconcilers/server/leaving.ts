import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { reconcileServer } from "../../../../lib/reconcilers/server/reconcile";
import type { Requeue } from "../../../../lib/ports/work";
import { World } from "../operation/world";

/** The Server. */
export const KEY = { namespace: "dc", name: "w1" };
/** ID of its machine. */
export const MACHINE = `${"0".repeat(31)}1`;
/** What holds it. */
export const FINALIZER = "stargate.io/cleanup";

/** A world whose server is a node by a repave that is over, and was deleted. */
export async function leaving(annotations: Record<string, string> = {}): Promise<World> {
  const world = new World();
  world.register();
  await world.settle();
  expect(world.record.metadata?.finalizers).toEqual([FINALIZER]);
  await reconcileServer(world.serverPorts, KEY);
  const { metadata, spec, status } = world.record;
  world.store.servers.put({
    metadata: { ...metadata, annotations } as object,
    spec: { ...spec, provisioningProfile: "p" },
    status: status ?? {},
  });
  await world.store.servers.delete(KEY);
  return world;
}

/** One pass over the Server. */
export function look(world: World): Promise<Requeue> {
  return reconcileServer(world.serverPorts, KEY);
}

/** The Operation that resets the server. */
export async function resetOf(world: World) {
  const all = await world.store.operations.list();
  return all.find(({ spec }) => spec.operation === "reset");
}

/** Passes over that Operation until it is over, or has made so many. */
export async function settleReset(world: World): Promise<void> {
  const name = (await resetOf(world))?.metadata?.name ?? "";
  world.server.state = "absent";
  for (let count = 0; count < 8; count++) {
    const signal = new AbortController().signal;
    await reconcileOperation(world.ports, { namespace: "dc", name }, signal).catch(() => undefined);
  }
}
