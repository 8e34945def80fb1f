import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { routeTo } from "../../../hack/farm/route";
import { startFarm } from "../../../hack/farm/start";
import { addressesOf, machinesOf } from "../../../hack/lab/topology";
import { scripts } from "../../../lib/bootstrap/scripts.generated";
import { until } from "../../e2e/world/until";
import { bash, FarmWorld, folderOf, processesOf, remainsOf, signal } from "./world";

describe("a farm", () => {
  let world: FarmWorld;

  beforeAll(async () => {
    world = await FarmWorld.open("contract", 5);
  });

  afterEach(async () => {
    await world.calm();
  });

  afterAll(async () => {
    await world.close();
  });

  it("has a jump host that is not the lab's router, whose key the API server may have on record", () => {
    expect(
      machinesOf({ servers: 0, scenario: "mx", inCluster: true }).flatMap(addressesOf),
    ).not.toContain(world.farm.jumpAddress.address);
  });

  it("lets in through the jump host, and tells each server from the others", async () => {
    const before = world.farm.counts();
    const open = await Promise.all(world.farm.servers.map((_, index) => world.login(index)));
    const ids = await Promise.all(
      open.map(async (host, index) => {
        const parameters = { IPV4: world.server(index).address };
        const { stdout } = await host.run({ text: scripts["host/facts"], parameters }, signal);
        return /^machineID=(.*)$/m.exec(stdout)?.[1];
      }),
    );
    expect(ids).toEqual(world.farm.servers.map(({ machineID }) => machineID));
    expect(new Set(open.map(host => host.hostKey.publicKey)).size).toBe(5);
    open.forEach(host => {
      host.close();
    });
    const after = world.farm.counts();
    expect(after.jump).toEqual({
      connections: before.jump.connections + 1,
      accepted: before.jump.accepted + 1,
      refused: 0,
    });
    expect(after.servers.accepted).toBe(before.servers.accepted + 5);
  });

  it("has no way to a server but through the jump host, whose key opens no server", async () => {
    const [, hop] = routeTo(world.farm, world.server(0));
    const command = ["bash", "-c", `exec 3<>/dev/tcp/${hop.address}/22`];
    const [file = "", ...args] = world.farm.inControl(command);
    expect(() => execFileSync(file, args, { stdio: "ignore" })).toThrow();
    const [first, second] = routeTo(world.farm, world.server(0));
    const wrong = { ...second, privateKey: first.privateKey };
    await expect(world.hosts.connect([first, wrong], signal)).rejects.toMatchObject({
      reason: "AuthFailed",
    });
    await until("the refusal to be logged", 5_000, () =>
      Promise.resolve(world.farm.counts().servers.refused > 0 || undefined),
    );
  });

  it("takes 20 ms there and back", async () => {
    const host = await world.login(0);
    await bash(host, "true");
    const startMs = performance.now();
    await bash(host, "true");
    expect(performance.now() - startMs).toBeGreaterThan(40); // channel, then command: two round trips
    host.close();
  });

  it("keeps what a server writes to that server", async () => {
    const [a, b] = [await world.login(0), await world.login(1)];
    await bash(a, "mkdir -p /var/lib/stargate", "tee /var/lib/stargate/x /etc/x /tmp/x /run/x");
    for (const file of ["/var/lib/stargate/x", "/etc/x", "/tmp/x", "/run/x"]) {
      expect(existsSync(world.server(0).path(file))).toBe(true);
      expect(await bash(b, `[[ -e ${file} ]] || echo absent`)).toBe("absent");
    }
    expect(await bash(a, "findmnt -no FSTYPE /run")).toBe("tmpfs");
    a.close();
    b.close();
  });

  it("lets an account that may not become root log in", async () => {
    const [first, second] = routeTo(world.farm, world.server(0));
    const host = await world.hosts.connect([first, { ...second, username: "ubuntu" }], signal);
    await expect(host.run({ text: "true\n" }, signal)).rejects.toMatchObject({
      reason: "SudoRefused",
    });
    host.close();
  });

  it("reboots: what ran and what was in memory is gone, the disk stays", async () => {
    const host = await world.login(3);
    const [file, bootId] = ["/var/lib/kept", "cat /proc/sys/kernel/random/boot_id"];
    const before = await bash(host, `touch ${file} /run/lost`, bootId);
    await bash(host, "systemd-run --unit=u sleep 1000");
    await world.server(3).reboot();
    const after = await world.login(3);
    expect(await bash(after, `ls ${file}; ls /run/lost 2>&1 | grep -c cannot`)).toBe(`${file}\n1`);
    expect(await bash(after, bootId)).not.toBe(before);
    expect(await bash(after, "systemctl is-active u || true")).toBe("inactive");
    after.close();
  });

  it("ends a server's sshd and leaves its runs alone", async () => {
    const host = await world.login(3);
    await bash(host, "systemd-run --unit=u sleep 1000");
    await world.server(3).stopSshd();
    await expect(world.login(3)).rejects.toMatchObject({ reason: "HostUnreachable" });
    await world.server(3).startSshd();
    const again = await world.login(3);
    expect(await bash(again, "systemctl is-active u", "systemctl stop u")).toBe("active");
    again.close();
  });

  it("gives a server a new host key", async () => {
    const old = routeTo(world.farm, world.server(4));
    await world.server(4).renewHostKey();
    await expect(world.hosts.connect(old, signal)).rejects.toMatchObject({
      reason: "HostKeyMismatch",
    });
    (await world.login(4)).close();
  });
});

describe("a farm whose process was killed", () => {
  it("goes when the next one starts in its folder, which waits for no living one", async () => {
    const folder = folderOf("left");
    const script = path.join(__dirname, "abandoned.mts");
    const first = spawn(process.execPath, ["--import", "tsx", script, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(first.stdout, "data");
    await expect(startFarm({ servers: 1, name: "left", folder })).rejects.toThrow("in use");
    first.kill("SIGKILL");
    await once(first, "exit");
    expect(processesOf(folder).length).toBeGreaterThan(3);
    const farm = await startFarm({ servers: 1, name: "left", folder });
    expect(farm.servers[0]!.log).toContain("Server listening");
    await farm.stop();
    expect(remainsOf("left")).toEqual([]);
  });
});
