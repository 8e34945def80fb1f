import { aPod } from "../../../fakes/pods";
import { parked } from "./parked";
import { World } from "./world";

describe("what an operation says of a drain", () => {
  it("tells before anybody is asked who has to leave and what is in the way, then who is left", async () => {
    const data = aPod({ name: "data", hasEmptyDir: true });
    const refused = await parked({}, aPod({ name: "a" }), data);
    expect(refused.status.waitingFor?.message).toMatch(
      /^1 pod has to leave the Node first: shop\/a; nothing is touched .*: pod shop\/data: has data/,
    );
    const world = await parked({}, aPod({ name: "a" }), aPod({ name: "b" }));
    expect(world.status.message).toBe("2 pods have to leave the Node first: shop/a, shop/b");
    expect(world.pods.evicted).toEqual([]);
    world.pods.isSlow = true;
    world.pods.budgets.set("b", "keep-b");
    await world.pass();
    expect(world.status.message).toMatch(
      /^1 of 2 pods cannot leave: pod shop\/b: .*keep-b needs 1 .*; 1 pod is leaving: shop\/a$/,
    );
    await world.pass();
    expect(world.status.message).toMatch(/shop\/a \(its grace ends at 00:00:30Z\)$/);
  });

  it("forecasts nothing of a Node that is another machine's, or gone, by then", async () => {
    const world = new World();
    world.register();
    world.server.hasGate = true;
    world.pods.nodes.set("w1", [aPod({ name: "theirs" })]);
    const { nodes } = world;
    const get = nodes.get.bind(nodes);
    nodes.get = name => (world.server.state === "parked" ? Promise.resolve(undefined) : get(name));
    await world.pass();
    expect(world.status.message).toBe("the pods of the Node have to leave first");
  });
});
