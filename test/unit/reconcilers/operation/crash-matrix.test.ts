import { SERVER_LEASE_SECONDS } from "../../../../lib/defaults";
import type { RemoteHost } from "../../../../lib/ports/remote-host";
import type { OperationPorts } from "../../../../lib/reconcilers/operation/ports";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { FakeServerLeases } from "../../../fakes/server-leases";
import { World } from "./world";

const KEY = { namespace: "dc", name: "op" };

/** A process that dies at one of the moments at which it meets the world: before the world acts, or after. */
class Fate {
  readonly #dieAt: number;
  readonly #when: "before" | "after";
  /** Meetings so far. */
  count = 0;

  constructor(dieAt: number, when: "before" | "after") {
    this.#dieAt = dieAt;
    this.#when = when;
  }

  /** One meeting. A dead process does nothing more, and never hears of what it did last. */
  async meet<T>(act: () => Promise<T>): Promise<T> {
    this.count++;
    const isLast = this.count === this.#dieAt;
    if (this.count > this.#dieAt || (isLast && this.#when === "before")) {
      return await SILENCE;
    }
    const result = await act();
    return isLast ? await SILENCE : result;
  }

  /** Something comes in by itself: a meeting, too. Whether it is still heard. */
  hears(): boolean {
    this.count++;
    return this.count < this.#dieAt || (this.count === this.#dieAt && this.#when === "after");
  }
}

/** What a dead process hears. */
const SILENCE = new Promise<never>(() => undefined);

/** The object, whose methods that return promises are meetings with the world. */
function mortal<T extends object>(target: T, fate: Fate): T {
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== "function") {
        return value;
      }
      return (...args: unknown[]) =>
        fate.meet(() => Promise.resolve(Reflect.apply(value, object, args) as unknown));
    },
  });
}

function mortalHost(host: RemoteHost, fate: Fate): RemoteHost {
  return {
    hostKey: host.hostKey,
    close: () => {
      host.close();
    },
    run: (script, signal) => fate.meet(() => host.run(script, signal)),
    async *stream(script, signal, onError) {
      const hear = (chunk: Uint8Array): void => {
        if (fate.hears()) {
          onError?.(chunk);
        }
      };
      for await (const chunk of host.stream(script, signal, hear)) {
        yield await fate.meet(() => Promise.resolve(chunk));
      }
    },
  };
}

/** The ports of one controller, which lives until its fate is fulfilled. */
function processOf(world: World, name: string, fate: Fate): OperationPorts & { freeze(): void } {
  const { ports } = world;
  const leases = new FakeServerLeases(world.leases, world.clock, name);
  return {
    ...ports,
    store: {
      servers: mortal(world.store.servers, fate),
      profiles: mortal(world.store.profiles, fate),
      operations: mortal(world.store.operations, fate),
      routers: mortal(world.store.routers, fate),
    },
    secrets: mortal(world.secrets, fate),
    tokens: mortal(world.tokens, fate),
    events: mortal(world.events, fate),
    leases: mortal(leases, fate),
    remoteHosts: {
      verifyKey: key => {
        world.server.verifyKey(key);
      },
      connect: async route => mortalHost(await fate.meet(() => world.server.connect(route)), fate),
    },
    freeze: () => {
      leases.isFrozen = true;
    },
  };
}

/** Passes until the operation is over, or the process is dead. */
async function live(ports: OperationPorts, fate: Fate): Promise<void> {
  const signal = new AbortController().signal;
  for (let pass = 0; pass < 10; pass++) {
    const end = reconcileOperation(ports, KEY, signal).catch(() => ({ afterMs: 0 }));
    const requeue = await Promise.race([end, death(fate)]);
    if (requeue === "dead" || requeue === undefined) {
      return;
    }
  }
}

/** Resolves once the process has not met the world for a few turns of the loop. */
async function death(fate: Fate): Promise<"dead"> {
  for (let still = 0, seen = -1; still < 5; still = fate.count === seen ? still + 1 : 0) {
    seen = fate.count;
    await new Promise(resolve => setImmediate(resolve));
  }
  return "dead";
}

/** What is left when everything is over: the same, whoever died on the way. A dead holder's Lease runs out. */
function outcome(world: World): unknown {
  const { status } = world;
  return {
    phase: status.phase,
    steps: status.steps?.map(({ name, state, attempts }) => [name, state, attempts]),
    conditions: status.conditions?.map(condition => [condition.type, condition.status]),
    version: status.kubernetesVersion,
    server: world.recordStatus.appliedProvisioningProfile,
    hostKeys: world.recordStatus.hostKeys,
    tokens: world.tokens.live.size,
    starts: world.server.starts,
  };
}

function aWorld(): World {
  const world = new World();
  world.register();
  world.server.output = "one\ntwo\n";
  return world;
}

describe("a controller that dies (F1, F2)", () => {
  const never = Number.MAX_SAFE_INTEGER;

  async function meetings(): Promise<{ readonly count: number; readonly want: unknown }> {
    const world = aWorld();
    const fate = new Fate(never, "after");
    await live(processOf(world, "one", fate), fate);
    expect(world.status.phase).toBe("Succeeded");
    return { count: fate.count, want: outcome(world) };
  }

  it.each(["before", "after"] as const)(
    "at any meeting with the world, %s it acts: the next one ends in the same state, with one run",
    async when => {
      const { count, want } = await meetings();
      expect(count).toBeGreaterThan(40);
      const lost: number[] = [];
      for (let at = 1; at <= count; at++) {
        const world = aWorld();
        const fate = new Fate(at, when);
        const first = processOf(world, "one", fate);
        await live(first, fate);
        first.freeze();
        await world.clock.advance(SERVER_LEASE_SECONDS * 1000);
        const second = new Fate(never, "after");
        await live(processOf(world, "two", second), second);
        if (JSON.stringify(outcome(world)) !== JSON.stringify(want)) {
          lost.push(at);
        }
      }
      expect(lost).toEqual([]);
    },
  );
});
