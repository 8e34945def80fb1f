import {
  CONNECT_TIMEOUT_SECONDS,
  DEADLINE_SLACK_MS,
  LEAST_TRY_SECONDS,
} from "../../../../lib/defaults";
import { HostUnreachable } from "../../../../lib/domain/errors";
import type { RemoteHosts } from "../../../../lib/ports/remote-host";
import type { Requeue } from "../../../../lib/ports/work";
import { reconcileOperation } from "../../../../lib/reconcilers/operation/reconcile";
import { WorkQueue } from "../../../../lib/runtime/workqueue";
import { settle } from "../../../fakes/clock";
import { World } from "./world";

const CONNECT_MS = CONNECT_TIMEOUT_SECONDS * 1000;
/** All the time of an operation whose run was handed over. */
const WHOLE_MS = 1_620_000;
const KEY = { namespace: "dc", name: "op" };

/** Hosts that take a connection and never say a word. */
const SILENT: RemoteHosts = {
  verifyKey: () => undefined,
  connect: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    }),
};

/** A pass that goes on in the background. */
interface Background {
  readonly outcome: Requeue | "goes on";
}

async function inBackground(pass: Promise<Requeue>): Promise<Background> {
  const background: { outcome: Background["outcome"] } = { outcome: "goes on" };
  void pass.then(requeue => {
    background.outcome = requeue;
  });
  await settle();
  return background;
}

async function silently(world: World): Promise<Background> {
  const { signal } = new AbortController();
  const ports = { ...world.ports, remoteHosts: SILENT };
  return await inBackground(reconcileOperation(ports, KEY, signal));
}

describe("the time of one try", () => {
  let world: World;

  beforeEach(() => {
    world = new World();
    world.server.pause = () => Promise.resolve();
  });

  it("is the time to reach the host, with a host that never says a word", async () => {
    const pass = await silently(world);
    await passes(CONNECT_MS, pass);
    await world.pass();
    expect(world.condition("Failed")).toBe("True RunTimedOut");
    expect(world.server.starts).toBe(0);
  });

  it("is what is left of it in a later try", async () => {
    await tryInVain();
    await world.clock.advance(CONNECT_MS - 60_000);
    await passes(60_000, await silently(world));
  });

  it("is never too short to tell which host is silent", async () => {
    await tryInVain();
    await world.clock.advance(CONNECT_MS - 1);
    await passes(LEAST_TRY_SECONDS * 1000 - DEADLINE_SLACK_MS, await silently(world));
  });

  it("is the whole time of the operation from the moment its run is handed over", async () => {
    world.server.holdAfterLines = 1;
    await passes(WHOLE_MS, await inBackground(world.pass()));
  });

  it("is what is left of it for whoever finds the run", async () => {
    world.server.cutAfterLines = 3;
    await world.pass().catch(() => undefined);
    await world.clock.advance(1_000_000);
    world.server.holdAfterLines = 1;
    await passes(WHOLE_MS - 1_000_000, await inBackground(world.pass()));
    expect(world.server.starts).toBe(1);
  });

  /** The pass goes on for that long, and not longer. */
  async function passes(ms: number, pass: Background): Promise<void> {
    await world.clock.advance(ms + DEADLINE_SLACK_MS - 1);
    expect(pass.outcome).toBe("goes on");
    await world.clock.advance(1);
    expect(pass.outcome).toEqual({ afterMs: 0 });
  }

  async function tryInVain(): Promise<void> {
    world.server.refusal = new HostUnreachable("timeout", { reason: "HostUnreachable" });
    await expect(world.pass()).rejects.toThrow("timeout");
  }
});

describe("a host that does not answer", () => {
  /** A controller whose back-off is as long as it can be. */
  function controller(world: World): WorkQueue {
    world.clock.chance = 1;
    world.server.connect = () =>
      Promise.reject(new HostUnreachable("timeout", { reason: "HostUnreachable" }));
    const wake = {
      ...world.ports.wake,
      operationWithin: (key: string, ms: number) => {
        queue.addWithin(key, ms);
      },
    };
    const queue = new WorkQueue({
      clock: world.clock,
      concurrency: 1,
      onFailure: () => undefined,
      reconcile: (_, signal) => reconcileOperation({ ...world.ports, wake }, KEY, signal),
    });
    return queue;
  }

  it("is given up when its time is over, however long the back-off", async () => {
    const world = new World();
    controller(world).add("dc/op");
    await settle();
    await world.clock.advance(CONNECT_MS);
    expect(world.condition("Failed")).toBe("False InProgress");
    await world.clock.advance(DEADLINE_SLACK_MS);
    expect(world.condition("Failed")).toBe("True HostUnreachable");
    expect(world.status.message).toBe("not done within 600 s; last: timeout");
  });
});
