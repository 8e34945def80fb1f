import { execFileSync } from "node:child_process";
import { ROUTER_RETRY_MS } from "../../../lib/defaults";
import { conditionOf } from "../../../lib/domain/conditions";
import { until } from "../../e2e/world/until";
import { effectsOf, NAMESPACE, ONCE, type Order, type Site } from "./inventory";
import { closeSite, Product, startSite } from "./product";

const SERVERS = 8;

/** Where the controller finds the second jump host, in a network that has no such address. */
const SECOND_ROUTER_IP = "100.64.0.11";

/** 15 s, three times unanswered, and once more until that is noticed; then a login. Source: reliability F18. */
const NOTICED_MS = 60_000 + 3_000;

/** From a router that is back to the end of the short runs behind it: its back-off, and time to work. */
const BACK_MS = ROUTER_RETRY_MS + 10_000;

describe("a jump host with many runs behind it", () => {
  let product: Product;
  let second: Site;

  beforeAll(async () => {
    product = await Product.open("jumps-a", { servers: SERVERS });
    second = await startSite("jumps-b", { servers: 1 }, SECOND_ROUTER_IP);
    await product.inventory.addSite(second);
    await product.startController([product.site, second]);
  });

  beforeEach(() => {
    product.stepSeconds = 2;
  });

  afterEach(async () => {
    await product.farm.link.set(undefined);
  });

  afterAll(async () => {
    await product.close();
    await closeSite(second);
  });

  const atWork = async (orders: readonly Order[]): Promise<void> => {
    await product.until("every run to be followed at its first step", 30_000, orders, operation =>
      Boolean(operation.status?.step?.includes("first")),
    );
  };

  const succeeded = (orders: readonly Order[]): void => {
    expect(product.outcomes(orders)).toEqual(orders.map(() => "Succeeded/Succeeded"));
    expect(orders.map(effectsOf)).toEqual(orders.map(() => ONCE));
  };

  it.each([
    [
      "whose sessions were killed",
      () => {
        const command = product.farm.jump.enter(["pkill", "-KILL", "-f", "sshd: root"]);
        const [file = "", ...args] = command;
        execFileSync(file, args);
        return Promise.resolve();
      },
    ],
    [
      "whose connection was cut",
      () => product.farm.link.set({ kind: "cut", direction: "down", afterBytes: 0 }),
    ],
  ])("F13: one %s: every run goes on and is followed to its end", async (_, drop) => {
    const orders = await product.orderAll(product.farm.servers);
    await atWork(orders);
    const { accepted } = product.farm.counts().jump;
    await drop();
    await product.ended(orders, 60_000);
    succeeded(orders);
    expect(product.farm.counts().jump.accepted).toBe(accepted + 1);
  });

  it.each([
    [
      "whose address refuses connections",
      () => product.farm.link.set({ kind: "refuse" }),
      () => product.farm.link.set(undefined),
    ],
    ["whose sshd is down", () => product.farm.jump.stopSshd(), () => product.farm.jump.startSshd()],
  ])("F12: one %s is waited for, and another one is not held up", async (_, fail, mend) => {
    product.stepSeconds = 0;
    // Nobody is logged in at the jump host any more: the next login is a new one.
    await product.startController([product.site, second]);
    await fail();
    const stuck = await product.orderAll(product.farm.servers.slice(0, 3));
    const free = await product.inventory.order(
      await product.inventory.addServer(second, second.farm.servers[0]!),
    );
    await product.until("the reason to be told", 20_000, stuck, ({ status }) => {
      const reached = conditionOf<"Operation">(status?.conditions, "HostReachable");
      return reached?.status === "False" && reached.reason === "JumpUnreachable";
    });
    await product.ended([free], 30_000);
    succeeded([free]);
    expect(product.outcomes(stuck)).toEqual(stuck.map(() => "Running/JumpUnreachable"));
    for (const order of stuck) {
      const { waitingFor } = product.inventory.operation(order).status ?? {};
      expect(waitingFor?.object?.kind).toBe("Router");
      expect(waitingFor?.message).toContain("check that the router runs");
    }
    const routerIs = (status: string): Promise<true> =>
      until(`the Router to be ${status}`, 70_000, () => {
        const router = product.inventory.objects.routers.at(product.site.name, NAMESPACE);
        const ready = conditionOf<"Router">(router?.status?.conditions, "Ready")?.status;
        return Promise.resolve(ready === status || undefined);
      });
    await routerIs("False");
    await mend();
    const mendedMs = performance.now();
    await product.ended(stuck, 90_000);
    // However long they had been waiting: the router is looked for every five seconds, and wakes what is behind it.
    expect(performance.now() - mendedMs).toBeLessThan(BACK_MS);
    succeeded(stuck);
    await routerIs("True");
  });

  it("F18: one that vanishes without a word is noticed within a minute, and every run is followed to its end", async () => {
    const orders = await product.orderAll(product.farm.servers.slice(0, 4));
    await atWork(orders);
    await product.farm.link.set({ kind: "vanish" });
    const startMs = performance.now();
    await product.ended(orders, 2 * NOTICED_MS);
    expect(performance.now() - startMs).toBeLessThan(NOTICED_MS);
    succeeded(orders);
  }, 150_000);
});
