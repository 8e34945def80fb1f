import fc from "fast-check";
import { parse } from "yaml";
import { discoveryFile, joinConfiguration } from "../../../lib/bootstrap/join-configuration";
import type { RepaveSpec } from "../../../lib/bootstrap/run-spec";
import { Secret } from "../../../lib/domain/secret";
import { aRunSpec, CA_BUNDLE, TOKEN } from "../../fakes/run-spec";

const PATH = "/run/stargate/uid/discovery.yaml";

interface JoinConfiguration {
  readonly apiVersion: string;
  readonly discovery: { readonly tlsBootstrapToken: string };
  readonly nodeRegistration: {
    readonly name: string;
    readonly ignorePreflightErrors: readonly string[];
    readonly kubeletExtraArgs: unknown;
  };
}

/** The configuration as kubeadm reads it: as YAML 1.2, or as the YAML 1.1 of its parser. */
/** What kubeadm reads, which takes YAML 1.1. */
function configurationOf(run: RepaveSpec): JoinConfiguration {
  return parse(joinConfiguration(run, PATH), { version: "1.1" }) as JoinConfiguration;
}

function withServer(server: Partial<RepaveSpec["server"]>): RepaveSpec {
  return aRunSpec({ server: { ...aRunSpec().server, ...server } });
}

describe("joinConfiguration", () => {
  it("is v1beta4 with a list of arguments for 1.34", () => {
    expect(configurationOf(aRunSpec({ kubernetesVersion: "1.34" }))).toEqual({
      apiVersion: "kubeadm.k8s.io/v1beta4",
      kind: "JoinConfiguration",
      discovery: { file: { kubeConfigPath: PATH }, tlsBootstrapToken: TOKEN },
      nodeRegistration: {
        name: "w1",
        criSocket: "unix:///run/containerd/containerd.sock",
        ignorePreflightErrors: [],
        kubeletExtraArgs: [
          { name: "node-ip", value: "10.50.1.5" },
          { name: "node-labels", value: "stargate.io/server=w1" },
          { name: "provider-id", value: "stargate://dc1/w1" },
        ],
      },
    });
  });

  it("is v1beta3 with a map of arguments for 1.30", () => {
    const { apiVersion, nodeRegistration } = configurationOf(
      aRunSpec({ kubernetesVersion: "1.30" }),
    );
    expect(apiVersion).toBe("kubeadm.k8s.io/v1beta3");
    expect(nodeRegistration.kubeletExtraArgs).toEqual({
      "node-ip": "10.50.1.5",
      "node-labels": "stargate.io/server=w1",
      "provider-id": "stargate://dc1/w1",
    });
  });

  it.each([
    { version: "1.29.15", want: "v1beta3" },
    { version: "1.30.99", want: "v1beta3" },
    { version: "1.31", want: "v1beta4" },
    { version: "1.31.0", want: "v1beta4" },
    { version: "1.100", want: "v1beta4" },
  ])("is $want for $version", ({ version, want }) => {
    const { apiVersion } = configurationOf(aRunSpec({ kubernetesVersion: version }));
    expect(apiVersion).toBe(`kubeadm.k8s.io/${want}`);
  });

  it("is the oldest form for a version that it cannot read", () => {
    const { apiVersion } = configurationOf(aRunSpec({ kubernetesVersion: "x" }));
    expect(apiVersion).toBe("kubeadm.k8s.io/v1beta3");
  });

  it.each(["baremetal", "qemu"] as const)("composes a provider ID for %s", provider => {
    expect(joinConfiguration(withServer({ provider }), PATH)).toContain("stargate://dc1/w1");
  });

  it("never composes the ID of a cloud", () => {
    expect(joinConfiguration(withServer({ provider: "azure" }), PATH)).not.toContain("provider-id");
  });

  it("passes the checks on that are to be ignored", () => {
    const run = aRunSpec({ ignorePreflightErrors: ["Swap", "SystemVerification"] });
    expect(configurationOf(run).nodeRegistration.ignorePreflightErrors).toEqual([
      "Swap",
      "SystemVerification",
    ]);
  });

  it.each([
    "'",
    '"',
    "a: b",
    "a #b",
    "- a",
    "{a}",
    "[a]",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%",
    "@",
    "`",
    "a\nb",
    "a\r\nb",
    "a\tb",
    " a ",
    "",
    "null",
    "true",
    "1",
    "1.30",
    "0x10",
    "0o17",
    "1e3",
    "~",
    "---",
    "...",
    "😀",
    "\u0085",
    "\u2028",
    "\ufeff",
  ])("carries %j through YAML", value => {
    const run = aRunSpec({
      ...withServer({ name: value }),
      token: new Secret(value),
      ignorePreflightErrors: [value],
    });
    expect(configurationOf(run)).toMatchObject({
      discovery: { tlsBootstrapToken: value },
      nodeRegistration: { name: value, ignorePreflightErrors: [value] },
    });
  });

  it("carries any text through YAML", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ minLength: 70, maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, text, (name, token) => {
        const run = aRunSpec({ ...withServer({ name }), token: new Secret(token) });
        const { discovery, nodeRegistration } = configurationOf(run);
        expect([discovery.tlsBootstrapToken, nodeRegistration.name]).toEqual([token, name]);
      }),
    );
  });

  // kubeadm reads YAML 1.1.
  it.each(["no", "yes", "on", "off", "y", "n", "0b101", "1_000", "12:30:45", "0x1f"])(
    "carries the Server name %s to kubeadm as a text",
    name => {
      expect(configurationOf(aRunSpec(withServer({ name }))).nodeRegistration.name).toBe(name);
    },
  );

  it("carries any token to kubeadm, even one that looks like a number", () => {
    const half = (length: number) =>
      fc.oneof(
        fc.stringMatching(new RegExp(`^[a-z0-9]{${length}}$`)),
        fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)),
        fc.stringMatching(new RegExp(`^[0-9]{${length - 2}}e[0-9]$`)),
      );
    fc.assert(
      fc.property(half(6), half(16), (id, secret) => {
        const token = `${id}.${secret}`;
        const run = aRunSpec({ token: new Secret(token) });
        expect(configurationOf(run).discovery.tlsBootstrapToken).toBe(token);
      }),
    );
  });
});

describe("discoveryFile", () => {
  it("is a kubeconfig of one nameless cluster, with no contexts and no users", () => {
    expect(parse(discoveryFile(aRunSpec()))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: "",
          cluster: {
            server: "https://100.64.0.1:6443",
            "certificate-authority-data": Buffer.from(CA_BUNDLE).toString("base64"),
          },
        },
      ],
      contexts: null,
      users: null,
    });
  });

  it("carries a bundle of any size, and no token", () => {
    const cluster = { ...aRunSpec().cluster, caBundle: CA_BUNDLE.repeat(50) };
    const file = discoveryFile(aRunSpec({ cluster }));
    expect(file).not.toContain(TOKEN);
    expect(parse(file)).toMatchObject({
      clusters: [
        {
          cluster: {
            "certificate-authority-data": Buffer.from(cluster.caBundle).toString("base64"),
          },
        },
      ],
    });
  });
});
