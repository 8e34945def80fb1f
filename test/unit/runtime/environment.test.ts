import { readEnvironment, tellFramework } from "../../../lib/runtime/environment";

const NAMES = [
  ...["PEPR_MODE", "PEPR_WATCH_MODE", "PORT", "LOG_LEVEL", "STARGATE_CONFIG", "PEPR_API_PATH"],
  ...["STARGATE_METRICS_PORT", "STARGATE_WEBHOOK_SECRET", "SSL_CERT_PATH", "SSL_KEY_PATH"],
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
      metricsPort: 8081,
      webhookSecret: undefined,
      certificateFiles: { certificate: "/etc/certs/tls.crt", key: "/etc/certs/tls.key" },
    });
  });

  it("knows where its certificate comes from", () => {
    const variables = { STARGATE_WEBHOOK_SECRET: "stargate-webhook", STARGATE_METRICS_PORT: "9" };
    expect(environmentOf(variables)).toMatchObject({
      webhookSecret: "stargate-webhook",
      metricsPort: 9,
    });
    expect(environmentOf({ STARGATE_WEBHOOK_SECRET: "" }).webhookSecret).toBeUndefined();
    expect(environmentOf({ SSL_CERT_PATH: "/c", SSL_KEY_PATH: "/k" }).certificateFiles).toEqual({
      certificate: "/c",
      key: "/k",
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

describe("tellFramework", () => {
  it("tells Pepr its path, and to read nothing from files", () => {
    environmentOf({});
    tellFramework(undefined);
    const { env } = process;
    expect([env["SSL_CERT_PATH"], env["SSL_KEY_PATH"]]).toEqual(["/dev/null", "/dev/null"]);
    expect(env["PEPR_API_PATH"]).toBeUndefined();
    tellFramework("path");
    expect(env["PEPR_API_PATH"]).toBe("path");
  });
});

describe("a port that is none", () => {
  it.each(["", "abc", "3000x", "-1"])("leaves the default: %j", PORT => {
    expect(environmentOf({ PORT }).port).toBe(3000);
  });
});
