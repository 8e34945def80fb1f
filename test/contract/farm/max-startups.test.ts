import { effectsOf, ONCE } from "./inventory";
import { Product } from "./product";

const SERVERS = 20;

describe("a jump host that takes one login at a time", () => {
  let product: Product;

  beforeAll(async () => {
    const jumpSshd = ["MaxStartups 1:100:1"];
    product = await Product.open("startups", { servers: SERVERS, jumpSshd, stepSeconds: 3 });
  });

  afterAll(async () => {
    await product.close();
  });

  it("F14: refuses no login to twenty runs, nor to the controller that comes after", async () => {
    const orders = await product.orderAll(product.farm.servers);
    await product.until("every run to be followed", 60_000, orders, ({ status }) =>
      Boolean(status?.step),
    );
    // The new controller looks at the Router and at twenty runs in the same moment.
    await product.startController([product.site]);
    await product.ended(orders, 60_000);
    expect(product.outcomes(orders)).toEqual(orders.map(() => "Succeeded/Succeeded"));
    expect(orders.map(effectsOf)).toEqual(orders.map(() => ONCE));
    const { jump, servers } = product.farm.counts();
    expect([jump.refused, servers.refused]).toEqual([0, 0]);
    // One look at the Router and one warm connection, for each of the two.
    expect(jump.accepted).toBe(4);
  });
});
