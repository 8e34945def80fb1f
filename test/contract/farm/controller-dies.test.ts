import type { FarmHost } from "../../../hack/farm/host";
import { isTrue } from "../../../lib/domain/conditions";
import { until } from "../../e2e/world/until";
import { Controller } from "./controller";
import { finalState } from "./final-state";
import { Inventory, ONCE, type Order, type Site } from "./inventory";
import { Life, type Moment } from "./mortal";
import { closeSite, startSite } from "./product";

/** Servers that are tried side by side, each with controllers of its own. */
const LANES = 8;

/** Long enough for a controller to see each step of a run. */
const STEP_SECONDS = 0.2;

const DEADLINE_MS = 60_000;

/** One operation whose controller was killed: where, and what was left in the end. */
interface Point {
  readonly at: string;
  readonly died: boolean;
  readonly state: unknown;
  readonly unfaulted: unknown;
}

describe("a controller that is killed", () => {
  let site: Site;
  /** By server: an unfaulted run's end, and the effects on the way. */
  let unfaulted: ReadonlyMap<FarmHost, { readonly state: unknown; readonly effects: number }>;

  const start = (inventory: Inventory, life: Life): Promise<Controller> =>
    Controller.start(inventory, { sites: [site], stepSeconds: () => STEP_SECONDS }, adapters =>
      life.lend(adapters, inventory),
    );

  const isOver = (inventory: Inventory, order: Order): boolean => {
    const { conditions } = inventory.operation(order).status ?? {};
    const isServerReady = isTrue<"Server">(inventory.server(order).status?.conditions, "Ready");
    return (
      isTrue<"Operation">(conditions, "Failed") ||
      (isTrue<"Operation">(conditions, "Complete") && isServerReady)
    );
  };

  const ordered = async (host: FarmHost): Promise<{ inventory: Inventory; order: Order }> => {
    const inventory = new Inventory();
    await inventory.addSite(site);
    const order = await inventory.order(await inventory.addServer(site, host));
    return { inventory, order };
  };

  /** Lets a controller work until the operation is over, or its life. */
  const work = async (inventory: Inventory, order: Order, life: Life): Promise<Controller> => {
    const controller = await start(inventory, life);
    await until(
      "the operation to be over",
      DEADLINE_MS,
      () => Promise.resolve(life.isOver || isOver(inventory, order) || undefined),
      () => Promise.resolve(inventory.operation(order).status),
    );
    return controller;
  };

  const killedAt = async (host: FarmHost, last: number, moment: Moment): Promise<Point> => {
    const { inventory, order } = await ordered(host);
    const life = new Life(last, moment);
    const first = await work(inventory, order, life);
    await first.cutOff();
    const second = await work(inventory, order, new Life(Infinity, "after"));
    await second.stop();
    return {
      at: `${moment} effect ${last}`,
      died: life.isOver,
      state: finalState(inventory, order),
      unfaulted: unfaulted.get(host)!.state,
    };
  };

  beforeAll(async () => {
    // Every lane logs in at the jump host by itself.
    const jumpSshd = [`MaxStartups ${4 * LANES}`];
    site = await startSite("deaths", { servers: LANES, jumpSshd });
    const runs = site.farm.servers.map(async host => {
      const { inventory, order } = await ordered(host);
      const life = new Life(Infinity, "after");
      const controller = await work(inventory, order, life);
      await controller.stop();
      const state = finalState(inventory, order);
      expect(state).toMatchObject({ operation: { phase: "Succeeded" }, effects: ONCE });
      return [host, { state, effects: life.effects }] as const;
    });
    unfaulted = new Map(await Promise.all(runs));
  });

  afterAll(async () => {
    await closeSite(site);
  });

  it.each([
    ["before", 6],
    ["after", 2],
  ] as const)(
    "F1, F2: %s an effect, tried at every %i-th one: the next controller goes on, and each step's effect is there once",
    async (moment, stride) => {
      const effects = Math.min(...[...unfaulted.values()].map(each => each.effects));
      const count = Math.ceil(effects / stride);
      const lasts = Array.from({ length: count }, (_, index) => 1 + stride * index).values();
      const points: Point[] = [];
      await Promise.all(
        site.farm.servers.map(async host => {
          for (const last of lasts) {
            points.push(await killedAt(host, last, moment));
          }
        }),
      );
      for (const { at, state, unfaulted: wanted } of points) {
        expect({ at, state }).toEqual({ at, state: wanted });
      }
      // A Server follows its operation once a second, so that a run may have a few effects less than another.
      expect(points.filter(({ died }) => died).length).toBeGreaterThan(0.8 * count);
    },
  );
});
