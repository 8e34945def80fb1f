import { settingsIn } from "../../../../lib/cli/config/config-map";

const CONFIG_MAP = "kind: ConfigMap\nmetadata: { name: stargate-config }\ndata: { a: b }\n";

const OTHERS = [
  "kind: ConfigMap\nmetadata: { name: other }\ndata: { a: c }\n",
  "kind: Secret\nmetadata: { name: stargate-config }\n",
];

function entriesOf(text: string): Readonly<Record<string, string>> {
  return settingsIn(text, "f").entries;
}

describe("settingsIn", () => {
  it.each([
    ["alone", CONFIG_MAP],
    ["among other objects", [...OTHERS, CONFIG_MAP].join("---\n")],
    [
      "in a List",
      `{"kind":"List","items":[{"kind":"ConfigMap","metadata":{"name":"stargate-config"},"data":{"a":"b"}}]}`,
    ],
  ])("finds the ConfigMap %s", (_, text) => {
    expect(entriesOf(text)).toEqual({ a: "b" });
  });

  it("takes one without data for one without settings", () => {
    expect(entriesOf("kind: ConfigMap\nmetadata: { name: stargate-config }\n")).toEqual({});
    expect(entriesOf("kind: ConfigMap\nmetadata: { name: stargate-config }\ndata:\n")).toEqual({});
  });

  it.each([
    ["", "f has no ConfigMap stargate-config"],
    ["just words", "f has no ConfigMap stargate-config"],
    [OTHERS.join("---\n"), "f has no ConfigMap stargate-config"],
    [`${CONFIG_MAP}---\n${CONFIG_MAP}`, "f has 2 ConfigMap stargate-config"],
    ["{ a: [", "f cannot be read as YAML or JSON: "],
    ["a: *b", "f cannot be read as YAML or JSON: Unresolved alias"],
  ])("refuses %j", (text, message) => {
    expect(() => settingsIn(text, "f")).toThrow(message);
  });

  it.each(["22", "null", "[a]", "{ a: b }", "on"])("takes no %s for a text", value => {
    const { violations } = settingsIn(
      `kind: ConfigMap\nmetadata: { name: stargate-config }\ndata: { ssh-port: ${value} }\n`,
      "f",
    );
    expect(violations).toMatchObject([{ field: "ssh-port" }]);
  });

  it("takes what is no map for no settings", () => {
    const { violations } = settingsIn(
      "kind: ConfigMap\nmetadata: { name: stargate-config, namespace: }\ndata: [x]\n",
      "f",
    );
    expect(violations).toEqual([{ field: "data", message: "is not a map of settings" }]);
  });

  it("warns of what the module does not read", () => {
    const { warnings } = settingsIn(`${CONFIG_MAP}binaryData: { pause-all: dHJ1ZQ== }\n`, "f");
    expect(warnings).toEqual(["binaryData has no effect; the module reads data"]);
  });

  it("is not led astray by names that mean something to JavaScript", () => {
    const text = `kind: ConfigMap\nmetadata: { name: stargate-config }\ndata: { __proto__: x, constructor: y }\n`;
    const entries = entriesOf(text);
    expect(Object.keys(entries)).toEqual(["constructor"]);
    expect(Object.getPrototypeOf(entries)).toBe(Object.prototype);
  });
});
