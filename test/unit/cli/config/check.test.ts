import { run } from "../../../../lib/cli/program";
import { FakeWorld } from "../../../fakes/world";

function manifest(data: string, more = ""): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: stargate-config${more} }\ndata: ${data}\n`;
}

async function check(
  text: string,
  ...options: string[]
): Promise<{ readonly code: number; readonly world: FakeWorld }> {
  const world = new FakeWorld();
  world.files.set("settings.yaml", text);
  const code = await run(["config", "check", ...options, "settings.yaml"], world);
  return { code, world };
}

describe("config check", () => {
  it("says that settings can be used, also with those that have no effect any more", async () => {
    const { code, world } = await check(
      manifest(`{ control-plane-ip: 100.64.0.1, kind-container: mx }`, ", namespace: pepr-system"),
    );
    expect([code, world.out]).toEqual([
      0,
      "ConfigMap stargate-config: every setting can be used\n",
    ]);
    expect(world.err).toBe(
      "warning: kind-container has no effect: join tokens are minted through the API\n",
    );
    expect(world.connections).toEqual([]);
  });

  it("tells everything that is wrong, each with its key", async () => {
    const { code, world } = await check(
      manifest(`{ ssh-port: "70000", host-key-policy: none, no-such-key: a, pause-all: true }`),
    );
    expect([code, world.out]).toEqual([1, ""]);
    expect(world.err).toContain('ssh-port: "70000": write a port from 1 to 65535\n');
    expect(world.err).toContain("no-such-key: is not a setting; there are control-plane-mode");
    expect(world.err).toContain(
      'pause-all: "true" is not text, and a ConfigMap holds nothing else; put it into quotes\n',
    );
    expect(world.err.trim().split("\n")).toHaveLength(4);
  });

  it.each(["tskey-api-hush", "1234567890123", "[tskey-api-hush]"])(
    "refuses the secret %s and does not repeat it",
    async secret => {
      const { code, world } = await check(manifest(`{ tailscale-api-key: ${secret} }`));
      expect(code).toBe(1);
      expect(world.err).toBe(
        "tailscale-api-key: is a secret and does not belong into a ConfigMap; put it into apiKey of the Secret stargate-tailscale\n",
      );
    },
  );

  it("warns of a ConfigMap where the module does not look", async () => {
    const { code, world } = await check(manifest("{}", ", namespace: default"));
    expect(code).toBe(0);
    expect(world.err.split("\n")).toEqual([
      'warning: it is in the namespace "default"; the module reads pepr-system',
      "warning: control-plane-ip is not set, and joining waits for it",
      "",
    ]);
  });

  it("answers programs", async () => {
    const { code, world } = await check(manifest(`{ ssh-port: "0" }`), "-o", "json");
    expect(code).toBe(1);
    expect(JSON.parse(world.out)).toEqual({
      valid: false,
      violations: [{ field: "ssh-port", message: '"0": write a port from 1 to 65535' }],
      warnings: [],
    });
    const good = await check(manifest("{}"), "-o", "json");
    expect(JSON.parse(good.world.out)).toMatchObject({ valid: true });
  });

  it("reads standard input", async () => {
    const world = new FakeWorld();
    world.files.set("-", manifest("{}"));
    expect(await run(["config", "check", "-"], world)).toBe(0);
  });

  it("says which file it cannot read", async () => {
    const world = new FakeWorld();
    expect(await run(["config", "check", "nowhere.yaml"], world)).toBe(1);
    expect(world.err).toContain("stargate: nowhere.yaml cannot be read");
  });
});
