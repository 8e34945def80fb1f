import fc from "fast-check";
import {
  OBSOLETE_SETTINGS,
  type ParsedSettings,
  parseSettings,
  SECRET_SETTINGS,
  SETTING_DESCRIPTIONS,
} from "../../../lib/runtime/settings";

const DEFAULTS = {
  controlPlaneIp: undefined,
  adminUsername: "ubuntu",
  sshPort: 22,
  unknownKey: "accept",
  pauseAll: false,
  runLimits: { total: 500, perRouter: 200 },
};

/** Every violation as `key: message`. */
function refusals(parsed: ParsedSettings): string[] {
  return "violations" in parsed
    ? parsed.violations.map(({ field, message }) => `${field}: ${message}`)
    : [];
}

describe("the reference of settings", () => {
  it.each(Object.entries(SETTING_DESCRIPTIONS))(
    "says in a sentence what %s is for",
    (key, text) => {
      expect(text).toMatch(/^[A-Z].{20,}\.$/s);
      expect(refusals(parseSettings({ [key]: "\u0000" }))[0]).not.toContain("is not a setting");
    },
  );

  it("knows every key in one way only", () => {
    const all = [SETTING_DESCRIPTIONS, OBSOLETE_SETTINGS, SECRET_SETTINGS].flatMap(Object.keys);
    expect(new Set(all).size).toBe(all.length);
    expect(Object.keys(SETTING_DESCRIPTIONS)).toHaveLength(8);
  });
});

describe("parseSettings", () => {
  it("has a default for everything but the address that only the user knows", () => {
    expect(parseSettings({})).toEqual({ settings: DEFAULTS, warnings: [] });
  });

  it("takes an empty value for an absent one", () => {
    const entries = {
      "control-plane-mode": "",
      "control-plane-ip": "",
      "admin-username": "",
      "ssh-port": "",
      "host-key-policy": "",
      "kind-container": "",
      "tailscale-api-key": "",
      nonsense: "",
    };
    expect(parseSettings(entries)).toEqual({ settings: DEFAULTS, warnings: [] });
  });

  it("reads every setting", () => {
    const entries = {
      "control-plane-mode": "self-hosted",
      "control-plane-ip": "100.64.0.1",
      "admin-username": "azureuser",
      "ssh-port": "2222",
      "host-key-policy": "strict",
    };
    expect(parseSettings(entries)).toEqual({
      settings: {
        controlPlaneIp: "100.64.0.1",
        adminUsername: "azureuser",
        sshPort: 2222,
        unknownKey: "refuse",
        pauseAll: false,
        runLimits: { total: 500, perRouter: 200 },
      },
      warnings: [],
    });
  });

  it.each(["kind", "tailscale", "self-hosted"])("knows the mode %s", mode => {
    expect(refusals(parseSettings({ "control-plane-mode": mode }))).toEqual([]);
  });

  it.each([
    { policy: "accept-new", want: "accept" },
    { policy: "strict", want: "refuse" },
  ])("reads the policy $policy", ({ policy, want }) => {
    expect(parseSettings({ "host-key-policy": policy })).toMatchObject({
      settings: { unknownKey: want },
    });
  });

  it.each(["1", "22", "65535"])("accepts the port %s", port => {
    expect(parseSettings({ "ssh-port": port })).toMatchObject({
      settings: { sshPort: Number(port) },
    });
  });

  it.each([
    ["control-plane-mode", "aks", 'control-plane-mode: "aks": Invalid option'],
    ["control-plane-mode", "Kind", 'control-plane-mode: "Kind": Invalid option'],
    ["control-plane-ip", "mx.example.com", 'control-plane-ip: "mx.example.com": write an IPv4'],
    ["control-plane-ip", "100.64.0.1:6443", 'control-plane-ip: "100.64.0.1:6443": write an IPv4'],
    ["control-plane-ip", "127.0.0.1", 'control-plane-ip: "127.0.0.1": write an IPv4'],
    ["control-plane-ip", " 100.64.0.1", 'control-plane-ip: " 100.64.0.1": write an IPv4'],
    ["admin-username", "-oProxyCommand=id", 'admin-username: "-oProxyCommand=id": write a login'],
    ["admin-username", "a\nb", 'admin-username: "a\\nb": write a login name'],
    ["ssh-port", "ssh", 'ssh-port: "ssh": write a port from 1 to 65535'],
    ["ssh-port", "22.5", 'ssh-port: "22.5": write a port from 1 to 65535'],
    ["ssh-port", "-1", 'ssh-port: "-1": write a port from 1 to 65535'],
    ["ssh-port", " 22", 'ssh-port: " 22": write a port from 1 to 65535'],
    ["ssh-port", "0x16", 'ssh-port: "0x16": write a port from 1 to 65535'],
    ["ssh-port", "123456", 'ssh-port: "123456": write a port from 1 to 65535'],
    ["ssh-port", "0", 'ssh-port: "0": write a port from 1 to 65535'],
    ["ssh-port", "65536", 'ssh-port: "65536": write a port from 1 to 65535'],
    ["host-key-policy", "no", 'host-key-policy: "no": Invalid option'],
  ])("refuses %s %j, and names key, value and rule", (key, value, want) => {
    const said = refusals(parseSettings({ [key]: value }));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(want);
  });

  it("lists the values that are possible", () => {
    expect(refusals(parseSettings({ "host-key-policy": "no" }))[0]).toMatch(/accept-new.*strict/);
  });

  it.each(["ssh_port", "SSH-PORT", "controlPlaneIp", "pause", "ssh-port "])(
    "refuses the key %j, and lists those that there are",
    key => {
      expect(refusals(parseSettings({ [key]: "1" }))).toEqual([
        `${key}: is not a setting; there are control-plane-mode, control-plane-ip, ` +
          "admin-username, ssh-port, host-key-policy, pause-all, max-concurrent-operations, " +
          "max-concurrent-operations-per-router",
      ]);
    },
  );

  it.each([
    { key: "tailscale-api-key", want: "apiKey of the Secret stargate-tailscale" },
    { key: "tailscale-client-id", want: "clientId of the Secret stargate-tailscale" },
    { key: "tailscale-client-secret", want: "clientSecret of the Secret stargate-tailscale" },
  ])("refuses $key, a secret, with the Secret's name and without its value", ({ key, want }) => {
    expect(refusals(parseSettings({ [key]: "hunter2-hunter2" }))).toEqual([
      `${key}: is a secret and does not belong into a ConfigMap; put it into ${want}`,
    ]);
  });

  it.each([
    "kind-container",
    "control-plane-hostname",
    "control-plane-ssh-user",
    "ssh-private-key",
    "kubeconfig",
    "health-probe-bind-address",
  ])("accepts the obsolete key %s with a warning that says why it has no effect", key => {
    const parsed = parseSettings({ [key]: "anything at all", "ssh-port": "2222" });
    expect(parsed).toMatchObject({ settings: { sshPort: 2222 } });
    const warnings = "warnings" in parsed ? parsed.warnings : [];
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(new RegExp(`^${key} has no effect: [a-z].{10,}`));
    expect(warnings[0]).not.toContain("anything at all");
  });

  it("warns of every obsolete key", () => {
    const parsed = parseSettings({ kubeconfig: "x", "kind-container": "y" });
    expect(parsed).toHaveProperty("warnings.length", 2);
  });

  it("lists everything that is wrong at once", () => {
    const entries = {
      "ssh-port": "x",
      "host-key-policy": "y",
      nonsense: "z",
      "tailscale-api-key": "t",
      kubeconfig: "k",
    };
    expect(
      refusals(parseSettings(entries))
        .map(text => text.split(":")[0])
        .sort(),
    ).toEqual(["host-key-policy", "nonsense", "ssh-port", "tailscale-api-key"]);
  });

  it("answers with settings or with reasons, whatever the ConfigMap holds", () => {
    const key = fc.oneof(
      fc.constantFrom(
        "ssh-port",
        "control-plane-ip",
        "admin-username",
        "host-key-policy",
        "kubeconfig",
      ),
      fc.stringMatching(/^[-._a-z0-9]{1,20}$/),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.string({ unit: "binary" })), entries => {
        const parsed = parseSettings(entries);
        expect("settings" in parsed || parsed.violations.length > 0).toBe(true);
        expect(refusals(parsed).every(text => text.length < 300)).toBe(true);
      }),
    );
  });
});

describe("a key that every object has", () => {
  it.each(["constructor", "toString", "__proto__"])("is no setting: %s", key => {
    const entries = JSON.parse(`{${JSON.stringify(key)}:"x"}`) as Record<string, string>;
    expect(parseSettings(entries)).toHaveProperty("violations");
  });
});

describe("limits and pauses", () => {
  it("takes them as they are written", () => {
    const entries = {
      "pause-all": "true",
      "max-concurrent-operations": "20",
      "max-concurrent-operations-per-router": "5",
    };
    expect(parseSettings(entries)).toMatchObject({
      settings: { pauseAll: true, runLimits: { total: 20, perRouter: 5 } },
    });
  });

  it.each([
    ["pause-all", "ja"],
    ["pause-all", "1"],
    ["max-concurrent-operations", "0"],
    ["max-concurrent-operations", "10001"],
    ["max-concurrent-operations-per-router", "-1"],
  ])("refuses %s: %s, so that nobody stops everything by a slip", (key, value) => {
    expect(refusals(parseSettings({ [key]: value }))).toHaveLength(1);
  });
});
