import { HostKeyMismatch } from "../../../../lib/domain/errors";
import { World } from "./world";

const ROUTER = "router-100-64-0-10";

/** A world whose server is behind a router that was contacted before. */
async function behindRouter(): Promise<World> {
  const world = new World();
  const spec = { ipv4: "10.50.1.5", routerIP: "100.64.0.10" };
  world.store.servers.put({ metadata: { name: "w1" }, spec });
  await world.pass();
  await world.routerPass(ROUTER);
  return world;
}

/** "False HostKeyMismatch" of a condition of the Server. */
function judged(world: World, type: string): string {
  const found = world.recordStatus.conditions?.find(condition => condition.type === type);
  return `${found?.status ?? "absent"} ${found?.reason ?? ""}`;
}

function mismatch(role: "router" | "server"): HostKeyMismatch {
  return new HostKeyMismatch(`${role} showed another key`, { reason: "HostKeyMismatch", role });
}

describe("an operation that meets another host key than the pinned one", () => {
  it("says so of the Server when the server showed it", async () => {
    const world = await behindRouter();
    world.server.refusal = mismatch("server");
    await world.pass();
    expect(world.condition("Failed")).toBe("True HostKeyMismatch");
    expect(judged(world, "HostKeyTrusted")).toBe("False HostKeyMismatch");
    expect(world.events.recorded).toContain("Server/w1 HostKeyMismatch: server showed another key");
  });

  it("says nothing of the Server's key when the router showed it", async () => {
    const world = await behindRouter();
    world.server.refusal = mismatch("router");
    await world.pass();
    expect(world.condition("Failed")).toBe("True HostKeyMismatch");
    expect(judged(world, "Reachable")).toBe("False HostKeyMismatch");
    expect(judged(world, "HostKeyTrusted")).toBe("absent ");
    expect(world.events.recorded.join()).not.toContain("Server/w1 HostKeyMismatch");
  });

  it("says nothing of the Server's key when it is the router that is not pinned", async () => {
    const world = await behindRouter();
    await world.store.routers.updateStatus({ namespace: "dc", name: ROUTER }, () => ({}));
    world.settings.settings = { ...world.settings.settings, unknownKey: "refuse" };
    await world.pass();
    expect(world.condition("Failed")).toBe("True HostKeyNotPinned");
    expect(judged(world, "HostKeyTrusted")).toBe("absent ");
    expect(world.events.recorded.join()).not.toContain("Server/w1 HostKeyMismatch");
  });
});
