import { monitorEventLoopDelay } from "node:perf_hooks";
import type { FarmHost } from "../../../hack/farm/host";
import { countLogins } from "../../../hack/farm/counts";
import type { Condition } from "../../../lib/api/conditions";
import { conditionOf } from "../../../lib/domain/conditions";
import { effectsOf, ONCE, type Order } from "./inventory";
import { Product } from "./product";

/** Length of "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u10" and the like; RFC 4253 allows 255. */
const BANNER_BYTES = 42;

/** More than a login and the first look at a server take, less than a run does. */
const LOGIN_BYTES = 8_000;

/** Longest time for a login, and for a short script, however the bytes come. */
const LOGIN_MS = 30_000;
const SCRIPT_MS = 60_000;

/** Longest time for what is refused: a login is made of a few round trips. */
const QUICK_MS = 10_000;

/** Longest time that the event loop may be held up. Source: reliability F22. */
const LAG_MS = 50;

const NANOSECONDS_PER_MILLISECOND = 1e6;

/** Port at which the jump host finds a server's link. */
const PORT = 2222;

describe("a server that is not as it should be", () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.open("serverfaults", { servers: 11 });
    // The controller has begun to give out places for runs.
    await ended(await product.order(product.host(10)), 30_000);
  });

  afterEach(() => {
    product.inventory.settings.settings = {
      ...product.inventory.settings.settings,
      unknownKey: "accept",
    };
  });

  afterAll(async () => {
    await product.close();
  });

  const ended = async (order: Order, deadlineMs: number): Promise<string> => {
    await product.ended([order], deadlineMs);
    return product.outcomes([order])[0]!;
  };

  const reachable = (order: Order): Condition | undefined =>
    conditionOf<"Operation">(
      product.inventory.operation(order).status?.conditions,
      "HostReachable",
    );

  const connectionsOf = (host: FarmHost): number => countLogins(host.log).connections;

  it("F16: says its name and then one byte a second: it is given up in time, and nobody else waits", async () => {
    const [early, late, ...others] = [0, 1, 2, 3, 4].map(index => product.host(index));
    const links = await Promise.all([early!, late!].map(host => product.farm.linkTo(host, PORT)));
    await links[0]!.set({ kind: "drip", afterBytes: BANNER_BYTES });
    await links[1]!.set({ kind: "drip", afterBytes: LOGIN_BYTES });
    await product.inventory.addProfile("impatient", {
      sshCredentialsSecretRef: `${product.site.name}-server`,
      timeouts: { connectSeconds: 10 },
    });
    const startMs = performance.now();
    const atLogin = await product.order(early!, {
      sshPort: PORT,
      provisioningProfile: "impatient",
    });
    const inRun = await product.order(late!, { sshPort: PORT });
    const free = await product.orderAll(others);
    await product.ended(free, 20_000);
    expect(product.outcomes(free)).toEqual(others.map(() => "Succeeded/Succeeded"));
    expect(product.outcomes([atLogin, inRun])).toEqual([
      "Running/InProgress",
      "Running/StepsRunning",
    ]);

    expect(await ended(atLogin, LOGIN_MS)).toBe("Failed/HostUnreachable");
    expect(performance.now() - startMs).toBeLessThan(LOGIN_MS + QUICK_MS);
    await product.until(
      "the run to be given up",
      60_000,
      [inRun],
      () => reachable(inRun)?.reason === "HostUnreachable",
    );
    expect(performance.now() - startMs).toBeLessThan(SCRIPT_MS + QUICK_MS);
    await links[1]!.set(undefined);
    expect(await ended(inRun, 30_000)).toBe("Succeeded/Succeeded");
    expect(effectsOf(inRun)).toEqual(ONCE);
  });

  it("F22: offers only a key exchange that costs much: it is refused at once, and holds nobody up", async () => {
    const host = product.host(5);
    await host.stopSshd();
    await host.startSshd(["KexAlgorithms diffie-hellman-group-exchange-sha256"]);
    const refusals = (): number => host.log.match(/no matching key exchange/g)?.length ?? 0;
    const lag = monitorEventLoopDelay({ resolution: 1 });
    lag.enable();
    const order = await product.order(host);
    const lagsMs: number[] = [];
    for (const tries of [1, 2, 3, 4]) {
      lag.reset();
      await product.until("the refusal", QUICK_MS, [order], () => refusals() >= tries);
      lagsMs.push(lag.max / NANOSECONDS_PER_MILLISECOND);
    }
    lag.disable();
    expect(reachable(order)).toMatchObject({
      status: "False",
      reason: "HostUnreachable",
      message: expect.stringContaining("no matching key exchange algorithm") as unknown,
    });
    // On a machine that others use, too, any process may be held up: the best of the tries counts.
    expect(Math.min(...lagsMs)).toBeLessThan(LAG_MS);
    await host.stopSshd();
    await host.startSshd();
    expect(await ended(order, 30_000)).toBe("Succeeded/Succeeded");
  });

  it("F23: asks for a password before anybody becomes root: it fails at once, and says so", async () => {
    product.inventory.putSecret("powerless", {
      username: "ubuntu",
      privateKey: product.farm.keys.server.text,
    });
    await product.inventory.addProfile("powerless", { sshCredentialsSecretRef: "powerless" });
    const order = await product.order(product.host(6), { provisioningProfile: "powerless" });
    expect(await ended(order, QUICK_MS)).toBe("Failed/SudoRefused");
    expect(product.inventory.operation(order).status?.message).toContain(
      "ubuntu may not become root",
    );
    expect(effectsOf(order).starts).toBe(0);
  });

  it("F21: refuses the key: it is asked once, and the operation ends", async () => {
    product.inventory.putSecret("stranger", { privateKey: product.farm.keys.stranger.text });
    await product.inventory.addProfile("stranger", { sshCredentialsSecretRef: "stranger" });
    const host = product.host(7);
    const before = connectionsOf(host);
    const order = await product.order(host, { provisioningProfile: "stranger" });
    expect(await ended(order, QUICK_MS)).toBe("Failed/AuthFailed");
    expect(reachable(order)).toMatchObject({ status: "False", reason: "AuthFailed" });
    // Whatever else is tried has time to be tried.
    expect(await ended(await product.order(product.host(10)), 30_000)).toBe("Succeeded/Succeeded");
    expect(connectionsOf(host)).toBe(before + 1);
    expect(host.log.match(/^Failed publickey /gm)).toHaveLength(1);
  });

  it("F20: shows a key that nobody pinned: it is recorded once, and told in an Event", async () => {
    const host = product.host(8);
    const order = await product.order(host, { hostKeys: [] });
    expect(await ended(order, 30_000)).toBe("Succeeded/Succeeded");
    const again = await product.order(host, { hostKeys: [] });
    expect(await ended(again, 30_000)).toBe("Succeeded/Succeeded");
    const { hostKeys, conditions } = product.inventory.server(order).status ?? {};
    expect(hostKeys).toEqual([host.hostKey]);
    expect(conditionOf<"Server">(conditions, "HostKeyTrusted")).toMatchObject({
      status: "True",
      reason: "Recorded",
    });
    const told = product.inventory.events.recorded.filter(event =>
      event.startsWith(`Server/${order.server} HostKeyRecorded: `),
    );
    expect(told).toHaveLength(1);
  });

  it("F20: shows a key that nobody pinned to who is strict: nobody logs in", async () => {
    const { settings } = product.inventory;
    settings.settings = { ...settings.settings, unknownKey: "refuse" };
    const host = product.host(9);
    const before = connectionsOf(host);
    const order = await product.order(host, { hostKeys: [] });
    expect(await ended(order, QUICK_MS)).toBe("Failed/HostKeyNotPinned");
    expect(connectionsOf(host)).toBe(before);
  });
});
