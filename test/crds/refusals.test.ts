import type { ApiClient } from "../../lib/adapters/kubernetes/client";
import { bareClient, type Manifest, refusalOf } from "./api";

const API_VERSION = "stargate.io/v1alpha1";

function server(spec: Record<string, unknown>, name = "s"): Manifest {
  return { apiVersion: API_VERSION, kind: "Server", metadata: { name }, spec };
}

function profile(spec: Record<string, unknown>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "ProvisioningProfile",
    metadata: { name: "p" },
    spec: { kubernetesVersion: "1.34", sshCredentialsSecretRef: "ssh", ...spec },
  };
}

function operation(spec: Record<string, unknown>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "Operation",
    metadata: { name: "o" },
    spec: { serverRef: { name: "s" }, operation: "repave", ...spec },
  };
}

function router(spec: Record<string, unknown>): Manifest {
  return {
    apiVersion: API_VERSION,
    kind: "Router",
    metadata: { name: "r" },
    spec: { tailscaleIP: "100.64.0.1", ...spec },
  };
}

function repository(change: Record<string, unknown>): Manifest {
  return profile({
    repositories: [{ url: "http://m/deb/", fingerprint: "A".repeat(40), ...change }],
  });
}

/** Objects that the schema must refuse, and what the refusal must say. */
const REFUSED: readonly (readonly [string, Manifest, string])[] = [
  ["no address", server({}), "spec.ipv4: Required value"],
  ["a short address", server({ ipv4: "10.50.1" }), '"10.50.1" is not an IPv4 address'],
  ["a hexadecimal address", server({ ipv4: "0x0a.0.0.1" }), "is not an IPv4 address"],
  ["an address as one number", server({ ipv4: "167772161" }), "is not an IPv4 address"],
  ["full-width digits", server({ ipv4: "１０.0.0.1" }), "is not an IPv4 address"],
  ["an address with a port", server({ ipv4: "10.50.1.5:22" }), "without port, prefix or name"],
  ["an IPv6 address", server({ ipv4: "fe80::1" }), "is not an IPv4 address"],
  ["loopback", server({ ipv4: "127.0.0.1" }), "loopback, link-local, multicast, reserved"],
  ["the metadata service", server({ ipv4: "169.254.169.254" }), "name the server's own address"],
  ["Azure's wire server", server({ ipv4: "168.63.129.16" }), "cloud-platform address"],
  ["broadcast", server({ ipv4: "255.255.255.255" }), "reserved"],
  ["the zero address", server({ ipv4: "0.0.0.0" }), "reserved"],
  ["class E", server({ ipv4: "240.0.0.1" }), "reserved"],
  ["itself as router", server({ ipv4: "10.0.0.1", routerIP: "10.0.0.1" }), "is also spec.ipv4"],
  [
    "a router's name",
    server({ ipv4: "10.0.0.1", routerIP: "dc-router" }),
    "names are not looked up",
  ],
  [
    "a command as router",
    server({ ipv4: "10.0.0.1", routerIP: "$(id)100.64.0.1" }),
    "spec.routerIP",
  ],
  [
    "an option as router",
    server({ ipv4: "10.0.0.1", routerIP: "100.64.0.1 -o X=y" }),
    "spec.routerIP",
  ],
  [
    "an unknown provider",
    server({ ipv4: "10.0.0.1", provider: "Azure" }),
    'Unsupported value: "Azure"',
  ],
  [
    "a MAC in capitals, which only the webhook mends",
    server({ ipv4: "10.0.0.1", mac: "60:45:BD:5C:3F:6F" }),
    "is not a MAC address",
  ],
  [
    "a MAC of seven pairs",
    server({ ipv4: "10.0.0.1", mac: "60:45:bd:5c:3f:6f:00" }),
    "is not a MAC address",
  ],
  [
    "a MAC with a letter too many",
    server({ ipv4: "10.0.0.1", mac: "60:45:bd:5c:3f:6g" }),
    "is not a MAC address",
  ],
  ["an empty MAC", server({ ipv4: "10.0.0.1", mac: "" }), "is not a MAC address"],
  [
    "a zero MAC",
    server({ ipv4: "10.0.0.1", mac: "00:00:00:00:00:00" }),
    "multicast or zero address",
  ],
  [
    "a multicast MAC",
    server({ ipv4: "10.0.0.1", mac: "01:00:5e:00:00:01" }),
    "multicast or zero address",
  ],
  ["a MAC as a number", server({ ipv4: "10.0.0.1", mac: 123 }), "spec.mac"],
  ["a host key that is none", server({ ipv4: "10.0.0.1", hostKeys: ["abc"] }), "is not a host key"],
  ["port 0", server({ ipv4: "10.0.0.1", sshPort: 0 }), "spec.sshPort"],
  ["port 65536", server({ ipv4: "10.0.0.1", sshPort: 65536 }), "spec.sshPort"],
  [
    "a profile in another namespace",
    server({ ipv4: "10.0.0.1", provisioningProfile: "a/b" }),
    "and no namespace",
  ],
  [
    "an unknown field",
    server({ ipv4: "10.0.0.1", ipAddress: "10.0.0.1" }),
    'unknown field "spec.ipAddress"',
  ],
  [
    "a name of 64 characters",
    server({ ipv4: "10.0.0.1" }, "a".repeat(64)),
    "may not be more than 63 bytes",
  ],
  [
    "a version as a word",
    profile({ kubernetesVersion: "latest" }),
    '"latest" is not a Kubernetes version',
  ],
  ["a version as a number", profile({ kubernetesVersion: 1.3 }), "spec.kubernetesVersion"],
  [
    "a version with a command",
    profile({ kubernetesVersion: "1.33$(id)" }),
    "is not a Kubernetes version",
  ],
  [
    "a v that only the webhook mends",
    profile({ kubernetesVersion: "v1.34" }),
    "is not a Kubernetes version",
  ],
  ["another runtime", profile({ containerRuntime: "docker" }), 'Unsupported value: "docker"'],
  [
    "a Secret elsewhere",
    profile({ sshCredentialsSecretRef: "other/x" }),
    "it is read from the profile's own",
  ],
  ["an option as user", profile({ adminUsername: "-oProxyCommand=x" }), "is not a login name"],
  ["a variable as user", profile({ adminUsername: "$USER" }), "is not a login name"],
  ["a user with a space", profile({ adminUsername: "a b" }), "is not a login name"],
  ["a user with an umlaut", profile({ adminUsername: "Ünicode" }), "is not a login name"],
  ["a repository without a key", repository({ fingerprint: undefined }), "needs a signing key"],
  [
    "a repository with two keys",
    repository({ key: "-----BEGIN PGP PUBLIC KEY BLOCK-----", keySecretRef: "k" }),
    "has both key and keySecretRef",
  ],
  ["a repository without slash", repository({ url: "http://m/deb" }), "with a slash at the end"],
  ["a repository by file", repository({ url: "file:///deb/" }), "is not a repository address"],
  [
    "a repository with a command",
    repository({ url: "http://m/$(id)/" }),
    "is not a repository address",
  ],
  ["a key that is none", repository({ key: "abc" }), "is not an armored OpenPGP public key"],
  ["a short fingerprint", repository({ fingerprint: "ABCD" }), "is not a key fingerprint"],
  ["all checks ignored", profile({ ignorePreflightErrors: ["All"] }), "does not name one check"],
  ["another pod network", profile({ cni: "flannel" }), 'Unsupported value: "flannel"'],
  ["no time to connect", profile({ timeouts: { connectSeconds: 0 } }), "connectSeconds"],
  ["no server", operation({ serverRef: {} }), "spec.serverRef.name: Required value"],
  ["a server elsewhere", operation({ serverRef: { name: "a/b" } }), "is not the name of a Server"],
  ["a verb in capitals", operation({ operation: "REPAVE" }), 'Unsupported value: "REPAVE"'],
  [
    "a verb that nothing carries out",
    operation({ operation: "reboot" }),
    'Unsupported value: "reboot"',
  ],
  ["a router by name", router({ tailscaleIP: "router.ts.net" }), "names are not looked up"],
  ["a router at loopback", router({ tailscaleIP: "127.0.0.1" }), "name the router's own address"],
];

describe("the schema refuses, without webhooks,", () => {
  let client: ApiClient;

  beforeAll(async () => {
    client = await bareClient();
  });

  afterAll(async () => {
    await client.close();
  });

  it.each(REFUSED)("%s", async (_, manifest, message) => {
    expect(await refusalOf(client, manifest)).toContain(message);
  });
});
