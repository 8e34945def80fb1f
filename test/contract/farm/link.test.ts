import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { routeTo } from "../../../hack/farm/route";
import { until } from "../../e2e/world/until";
import { FarmWorld, signal } from "./world";

describe("the link of a farm", () => {
  let world: FarmWorld;

  beforeAll(async () => {
    world = await FarmWorld.open("link", 2);
  });

  afterEach(async () => {
    await world.calm();
  });

  afterAll(async () => {
    await world.close();
  });

  const connected = async (): Promise<boolean> => {
    const socket = connect(world.farm.localJumpAddress.port, world.farm.localJumpAddress.address);
    socket.on("error", () => undefined);
    const event = await Promise.race([
      once(socket, "data").then(() => "data"),
      once(socket, "close").then(() => "close"),
    ]);
    socket.destroy();
    return event === "data";
  };

  it("refuses", async () => {
    await world.farm.link.set({ kind: "refuse" });
    expect(await connected()).toBe(false);
    await world.farm.link.set(undefined);
    expect(await connected()).toBe(true);
  });

  it.each(["hold", "silence"] as const)("does not answer on %s", async kind => {
    await world.farm.link.set({ kind });
    const connecting = connected();
    const early = await Promise.race([connecting, pause(300, "nothing")]);
    expect(early).toBe("nothing");
    await world.farm.link.set(undefined);
    if (kind === "hold") {
      expect(await connecting).toBe(true);
    }
  });

  it("ends the connections to a jump host that refuses them, and goes on", async () => {
    await world.farm.jump.stopSshd();
    expect(await connected()).toBe(false);
    await world.farm.jump.startSshd();
    expect(await connected()).toBe(true);
  });

  it("cuts one connection at a byte, and the next one is good", async () => {
    const host = await world.login(0);
    const { cuts, bytesUp } = await world.farm.link.counts();
    await world.farm.link.set({ kind: "cut", direction: "up", afterBytes: 1000 });
    const input = Buffer.alloc(100_000);
    await expect(
      host.run({ text: "main() { cat >/dev/null; }\nmain\n", input }, signal),
    ).rejects.toMatchObject({ reason: "HostUnreachable" });
    const counts = await world.farm.link.counts();
    expect([counts.cuts - cuts, counts.bytesUp - bytesUp]).toEqual([1, 1000]);
    (await world.login(0)).close();
  });

  it("forgets open connections without a word", async () => {
    const host = await world.login(0);
    await world.farm.link.set({ kind: "vanish" });
    const waiting = host.run({ text: "true\n" }, AbortSignal.timeout(500));
    await expect(waiting).rejects.toThrow("timeout");
    expect(await Promise.race([connected(), pause(5_000, "nothing")])).toBe(true);
    await world.calm();
    (await world.login(0)).close();
  });

  it("drips", async () => {
    await world.farm.link.set({ kind: "drip", afterBytes: 10 });
    const socket = connect(world.farm.localJumpAddress.port, world.farm.localJumpAddress.address);
    let bytes = 0;
    socket.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await until("the twelfth byte", 5_000, () => Promise.resolve(bytes >= 12 || undefined));
    expect(bytes).toBeLessThan(14);
    socket.destroy();
  });

  it("stands before a single server, too", async () => {
    const link = await world.farm.linkTo(world.server(1), 2222);
    const [first, second] = routeTo(world.farm, world.server(1));
    const route = [first, { ...second, port: 2222 }] as const;
    (await world.hosts.connect(route, signal)).close();
    await link.set({ kind: "silence" });
    await expect(world.hosts.connect(route, AbortSignal.timeout(500))).rejects.toThrow("timeout");
  });
});
