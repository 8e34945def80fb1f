import type { Link } from "../../../hack/farm/link/link";
import type { Direction } from "../../../hack/farm/link/faults";
import type { FarmHost } from "../../../hack/farm/host";
import { finalState } from "./final-state";
import { ONCE, type Order } from "./inventory";
import { Product } from "./product";

/** Servers that are tried side by side, each behind a link of its own. */
const LANES = 8;

/** Port at which the jump host finds a server's link. */
const PORT = 2222;

/** Longest time of one run, with the fault in it. */
const DEADLINE_MS = 60_000;

/** A server behind a link of its own. */
interface Lane {
  readonly host: FarmHost;
  readonly link: Link;
  /** What the whole of an unfaulted run sends, in each direction. */
  readonly bytes: Readonly<Record<Direction, number>>;
  readonly unfaulted: unknown;
}

/** One run whose connection was cut. */
interface Point {
  readonly afterBytes: number;
  readonly isCut: boolean;
  readonly state: unknown;
  readonly unfaulted: unknown;
}

describe("a connection that is reset on its way", () => {
  let product: Product;
  let lanes: readonly Lane[];

  const run = async (host: FarmHost): Promise<Order> => {
    const order = await product.order(host, { sshPort: PORT });
    await product.ended([order], DEADLINE_MS);
    return order;
  };

  const openLane = async (host: FarmHost): Promise<Lane> => {
    const link = await product.farm.linkTo(host, PORT);
    await run(host); // the first run also records the server's facts
    const before = await link.counts();
    const unfaulted = finalState(product.inventory, await run(host));
    expect(unfaulted).toMatchObject({
      operation: { phase: "Succeeded" },
      effects: ONCE,
      remains: [],
    });
    const after = await link.counts();
    const bytes = {
      up: after.bytesUp - before.bytesUp,
      down: after.bytesDown - before.bytesDown,
    };
    return { host, link, bytes, unfaulted };
  };

  beforeAll(async () => {
    product = await Product.open("cuts", { servers: LANES });
    lanes = await Promise.all(product.farm.servers.map(openLane));
  });

  afterAll(async () => {
    await product.close();
  });

  /** One run that is cut after that share of its bytes: what it left, and whether the cut came. */
  const cutAt = async (lane: Lane, direction: Direction, share: number): Promise<Point> => {
    const afterBytes = Math.floor(share * lane.bytes[direction]);
    const { cuts } = await lane.link.counts();
    await lane.link.set({ kind: "cut", direction, afterBytes });
    const order = await run(lane.host);
    const isCut = (await lane.link.counts()).cuts > cuts;
    await lane.link.set(undefined);
    const state = finalState(product.inventory, order);
    return { afterBytes, isCut, state, unfaulted: lane.unfaulted };
  };

  it.each([
    ["up", 60],
    ["down", 30],
  ] as const)(
    "F17: %sward, at %i points: no script runs in part, and each step's effect is there once",
    async (direction, count) => {
      const shares = Array.from({ length: count }, (_, index) => index / count).values();
      const points: Point[] = [];
      await Promise.all(
        lanes.map(async lane => {
          for (const share of shares) {
            points.push(await cutAt(lane, direction, share));
          }
        }),
      );
      for (const { afterBytes, state, unfaulted } of points) {
        expect({ afterBytes, state }).toEqual({ afterBytes, state: unfaulted });
      }
      expect(points.filter(({ isCut }) => isCut).length).toBe(count);
    },
  );
});
