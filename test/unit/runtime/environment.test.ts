import { readEnvironment } from "../../../lib/runtime/environment";

const NAMES = [
  "PEPR_MODE",
  "PEPR_WATCH_MODE",
  "PORT",
  "LOG_LEVEL",
  "STARGATE_CONFIG",
  "STARGATE_LEADER_ELECT",
];
const before = { ...process.env };

/** What the process learns when exactly these variables are set. */
function environmentOf(variables: Readonly<Record<string, string>>) {
  for (const name of NAMES) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
    delete process.env[name];
  }
  Object.assign(process.env, variables);
  return readEnvironment();
}

afterEach(() => {
  process.env = { ...before };
});

describe("readEnvironment", () => {
  it("is an admission process with default settings where nothing is set", () => {
    expect(environmentOf({})).toEqual({
      isBuild: false,
      isWatcher: false,
      isAdmission: true,
      isElected: true,
      port: 3000,
      logLevel: "info",
      settings: { namespace: "pepr-system", name: "stargate-config" },
    });
  });

  it.each([
    { variables: { PEPR_MODE: "build" }, isBuild: true, isWatcher: false },
    { variables: { PEPR_MODE: "dev" }, isBuild: false, isWatcher: true, isAdmission: true },
    { variables: { PEPR_WATCH_MODE: "true" }, isBuild: false, isWatcher: true, isAdmission: false },
    { variables: { PEPR_WATCH_MODE: "false" }, isBuild: false, isWatcher: false },
    { variables: { PEPR_MODE: "prod", PEPR_WATCH_MODE: "1" }, isBuild: false, isWatcher: false },
  ])("knows its role from $variables", ({ variables, ...want }) => {
    expect(environmentOf(variables)).toMatchObject(want);
  });

  it.each([
    ["false", false],
    ["true", true],
    ["no", true],
  ])("is elected unless somebody says that it is alone: %s", (value, isElected) => {
    expect(environmentOf({ STARGATE_LEADER_ELECT: value })).toMatchObject({ isElected });
  });

  it("takes port, log level and ConfigMap from their variables", () => {
    const variables = { PORT: "8443", LOG_LEVEL: "debug", STARGATE_CONFIG: "ns/my-config" };
    expect(environmentOf(variables)).toMatchObject({
      port: 8443,
      logLevel: "debug",
      settings: { namespace: "ns", name: "my-config" },
    });
  });
});

describe("a port that is none", () => {
  it.each(["", "abc", "3000x", "-1"])("leaves the default: %j", PORT => {
    expect(environmentOf({ PORT }).port).toBe(3000);
  });
});
