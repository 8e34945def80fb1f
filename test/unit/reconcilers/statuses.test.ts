import type { Condition } from "../../../lib/api/conditions";
import type { WaitingFor } from "../../../lib/api/waiting";
import { reconcileProfile } from "../../../lib/reconcilers/profile/reconcile";
import { reconcileRouter } from "../../../lib/reconcilers/router/reconcile";
import { reconcileServer } from "../../../lib/reconcilers/server/reconcile";
import { awaitedBy, World } from "./operation/world";

interface Status {
  readonly observedGeneration?: number;
  readonly waitingFor?: WaitingFor;
  readonly conditions?: readonly Condition[];
}

/** `FakeObjects` of whatever kind. */
interface AnyObjects {
  readonly writes: number;
  at(name: string): object | undefined;
  put(object: object): unknown;
  updateStatus(key: object, change: () => object): Promise<unknown>;
}

interface Kind {
  readonly kind: string;
  readonly name: string;
  /** Takes away what the object needs. */
  readonly spoil: (world: World) => void;
  readonly awaited: string;
  readonly pass: (world: World) => Promise<unknown>;
  readonly objects: (world: World) => AnyObjects;
}

const SIGNAL = new AbortController().signal;

/** Each kind, and what makes its object wait. */
const KINDS: readonly Kind[] = [
  {
    kind: "Operation",
    name: "op",
    spoil: world => {
      world.secrets.secrets.clear();
    },
    awaited: "SecretNotFound Secret dc/ssh",
    pass: world => world.pass(),
    objects: world => world.store.operations as unknown as AnyObjects,
  },
  {
    kind: "Server",
    name: "w1",
    spoil: world => {
      world.settings.settings = { ...world.settings.settings, pauseAll: true };
    },
    awaited: "Paused ConfigMap pepr-system/stargate-config",
    pass: world => reconcileServer(world.serverPorts, { namespace: "dc", name: "w1" }),
    objects: world => world.store.servers as unknown as AnyObjects,
  },
  {
    kind: "ProvisioningProfile",
    name: "p",
    spoil: world => {
      world.secrets.secrets.clear();
    },
    awaited: "SecretNotFound Secret dc/ssh",
    pass: world => reconcileProfile(world.ports, { namespace: "dc", name: "p" }),
    objects: world => world.store.profiles as unknown as AnyObjects,
  },
  {
    kind: "Router",
    name: "r",
    spoil: world => {
      world.secrets.secrets.clear();
    },
    awaited: "SecretNotFound Secret dc/ssh",
    pass: world => reconcileRouter(world.ports, { namespace: "dc", name: "r" }, SIGNAL),
    objects: world => world.store.routers as unknown as AnyObjects,
  },
];

/** A world with one object of each kind. */
function worldWithAll(): World {
  const world = new World();
  const spec = { tailscaleIP: "100.64.0.10", sshCredentialsSecretRef: "ssh" };
  world.store.routers.put({ metadata: { name: "r" }, spec });
  return world;
}

describe.each(KINDS)("the status of a $kind", ({ name, spoil, awaited, pass, objects }) => {
  let world: World;

  beforeEach(() => {
    world = worldWithAll();
  });

  function status(): Status {
    return (objects(world).at(name) as { status?: Status } | undefined)?.status ?? {};
  }

  function ready(): Condition | undefined {
    return status().conditions?.find(({ type }) => type === "Ready");
  }

  it("has Ready after the first pass, of the generation that was judged", async () => {
    await pass(world);
    expect(ready()).toMatchObject({ observedGeneration: 1 });
    expect(status().observedGeneration).toBe(1);
  });

  it("has Ready after the first pass when it waits, and says for what, and since when", async () => {
    spoil(world);
    await pass(world);
    expect(ready()).toBeDefined();
    expect(awaitedBy(status())).toBe(awaited);
    expect(Date.parse(status().waitingFor?.since ?? "")).toBe(world.clock.now());
  });

  it("is not written again, nor dated anew, while nothing changes", async () => {
    spoil(world);
    await pass(world);
    const before = { status: status(), writes: objects(world).writes };
    await world.clock.advance(3_600_000);
    await pass(world);
    await pass(world);
    expect({ status: status(), writes: objects(world).writes }).toEqual(before);
  });

  it("follows the generation, and keeps the times of what stays", async () => {
    spoil(world);
    await pass(world);
    const [{ waitingFor }, before] = [status(), ready()];
    const object = objects(world).at(name) as { metadata: object; spec: object };
    objects(world).put({ ...object, metadata: { ...object.metadata, generation: 2 } });
    await world.clock.advance(3_600_000);
    await pass(world);
    expect(status().observedGeneration).toBe(2);
    expect(ready()).toEqual({ ...before, observedGeneration: 2 });
    expect(status().waitingFor).toEqual(waitingFor);
  });

  it("takes the place of a text that an earlier version stored for a wait", async () => {
    spoil(world);
    await objects(world).updateStatus(
      { namespace: "dc", name },
      () => ({ waitingFor: "x" }) as never,
    );
    await pass(world);
    expect(awaitedBy(status())).toBe(awaited);
  });
});
