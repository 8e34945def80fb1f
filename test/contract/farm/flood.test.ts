import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { OperationStatus } from "../../../lib/api/operation.generated";
import { LOG_TAIL_LIMIT_CHARACTERS } from "../../../lib/defaults";
import { keyOf } from "../../../lib/domain/key";
import { effectsOf, type Order } from "./inventory";
import { Product } from "./product";

/** What one step prints, and what that may cost in memory. Source: reliability F25. */
const FLOOD_BYTES = 1_000_000_000;
const LIMIT_MIB = 5;

const LINE = "a line of output, again and again";

/** The runner keeps 16 MiB of a run's output; a server on which somebody else writes may send anything. */
const UNBOUNDED_BYTES = 200_000_000;

/** Two connections, one in the other, each with windows of 2 MiB, sealed and opened. Source: ssh2, Channel. */
const WINDOWS_MIB = 16;

const MIB = 1024 * 1024;

const LOOKS = 15;
const LOOK_MS = 20;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What is in use. Freed buffers are swept beside the program, so that one look alone may still see them. */
async function liveMib(): Promise<number> {
  const looks: number[] = [];
  for (let look = 0; look < LOOKS; look++) {
    collectGarbage();
    await delay(LOOK_MS);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    looks.push((heapUsed + arrayBuffers) / MIB);
  }
  return Math.min(...looks);
}

/** The most that is in use until the promise resolves. */
async function peakMibUntil(end: Promise<void>): Promise<number> {
  const state = { isOver: false };
  const over = end.finally(() => {
    state.isOver = true;
  });
  let peak = 0;
  while (!state.isOver) {
    peak = Math.max(peak, await liveMib());
  }
  await over;
  return peak;
}

describe("a run that prints without end", () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open("flood", { servers: 1, stepSeconds: 1 });
    // Everything that is allocated once is there after the first run.
    const order = await product.order(product.host(0));
    await product.ended([order], 60_000);
  });

  afterAll(async () => {
    await product.close();
  });

  async function orderAgain(): Promise<Order> {
    const [server] = await product.inventory.objects.servers.list();
    return await product.inventory.order(keyOf(server!).name);
  }

  function expectShortStatus(order: Order): OperationStatus {
    expect(product.outcomes([order])).toEqual(["Succeeded/Succeeded"]);
    const { status = {} } = product.inventory.operation(order);
    expect(status.logTail?.length).toBeLessThanOrEqual(LOG_TAIL_LIMIT_CHARACTERS);
    return status;
  }

  it("costs the controller little memory, and the status its end only (F25)", async () => {
    product.prelude = `yes '${LINE}' | head -c ${FLOOD_BYTES}\necho the end\n`;
    const baseMib = await liveMib();
    const order = await orderAgain();
    const peakMib = await peakMibUntil(product.ended([order], 120_000));
    expect(expectShortStatus(order).logTail).toContain("the end");
    expect(peakMib - baseMib).toBeLessThan(LIMIT_MIB);
  });

  it("on a server that sends all of it costs no more than SSH keeps under way", async () => {
    product.prelude = "";
    product.stepSeconds = 10;
    const order = await orderAgain();
    await product.until("the run to print", 30_000, [order], () => effectsOf(order).marks[0] === 1);
    const baseMib = await liveMib();
    const log = product.host(0).disk(`var/lib/stargate/runs/${order.uid}/output.log`);
    const flood = `yes '${LINE}' | head -c ${UNBOUNDED_BYTES} >>"$1"`;
    const end = Promise.all([
      promisify(execFile)("bash", ["-c", flood, "flood", log]),
      product.ended([order], 120_000),
    ]).then(() => undefined);
    const peakMib = await peakMibUntil(end);
    expect(expectShortStatus(order).logEnd).toBeGreaterThanOrEqual(UNBOUNDED_BYTES);
    expect(peakMib - baseMib).toBeLessThan(WINDOWS_MIB);
  });
});
