import type { ServerSpec } from "../../../../lib/api/server.generated";
import { serverViolations } from "../../../../lib/domain/server/admission";
import { aHostKey, aServer } from "../../../fakes/samples";

const KEY = aHostKey();

/** Fields of all violations of a server with these fields. */
function fieldsOf(spec: Partial<ServerSpec>): string[] {
  return serverViolations(aServer({ spec })).map(({ field }) => field);
}

describe("serverViolations", () => {
  it.each<{ what: string; spec: Partial<ServerSpec> }>([
    { what: "only an address", spec: {} },
    {
      what: "everything",
      spec: {
        provider: "azure",
        mac: "60:45:bd:5c:3f:6f",
        routerIP: "100.64.0.9",
        hostKeys: [KEY.publicKey, KEY.fingerprint],
        sshPort: 2222,
        provisioningProfile: "k8s-1-34",
      },
    },
  ])("has nothing to say of a server with $what", ({ spec }) => {
    expect(serverViolations(aServer({ spec }))).toEqual([]);
  });

  it.each([
    "",
    "10.50.1",
    "0x0a.0.0.1",
    "１０.0.0.1",
    "10.50.1.5:22",
    "fe80::1%eth0",
    "127.0.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "255.255.255.255",
    "w1.dc1",
  ])("refuses the address %j", ipv4 => {
    expect(fieldsOf({ ipv4 })).toEqual(["spec.ipv4"]);
  });

  it.each([
    "",
    "dc-router.tailnet.ts.net",
    "$(touch /tmp/x)127.0.0.1",
    '127.0.0.1 -o ProxyCommand="id"',
    "`id`",
    "a\nProxyCommand x",
    "user@100.64.0.9",
    "\u202e9.0.46.001",
    "127.0.0.1",
  ])("refuses the router address %j", routerIP => {
    expect(fieldsOf({ routerIP })).toEqual(["spec.routerIP"]);
  });

  it("refuses a server that is its own router", () => {
    expect(fieldsOf({ ipv4: "10.50.1.5", routerIP: "10.50.1.5" })).toEqual(["spec.routerIP"]);
  });

  it.each(["", "60:45:bd:5c:3f:6g", "00:00:00:00:00:00", "01:00:5e:00:00:01", "60-45-bd-5c-3f-6f"])(
    "refuses the MAC address %j",
    mac => {
      expect(fieldsOf({ mac })).toEqual(["spec.mac"]);
    },
  );

  it.each(["", "other/x", "Upper", "-x", "a".repeat(254)])("refuses the profile %j", name => {
    expect(fieldsOf({ provisioningProfile: name })).toEqual(["spec.provisioningProfile"]);
  });

  it("refuses a name that is too long for a Node, and no shorter one", () => {
    const named = (name: string) => serverViolations(aServer({ metadata: { name } }));
    expect(named("a".repeat(63))).toEqual([]);
    expect(named("a".repeat(64))).toMatchObject([
      { field: "metadata.name", message: expect.stringContaining("has 64 characters") as string },
    ]);
  });

  it("judges an object without metadata, as dry runs send it", () => {
    expect(serverViolations({ spec: { ipv4: "10.50.1.5" } })).toEqual([]);
  });

  it("lists everything that is wrong, in the order of the fields", () => {
    const spec = {
      ipv4: "x",
      routerIP: "y",
      mac: "z",
      hostKeys: [KEY.publicKey, "k"],
      provisioningProfile: "A",
    };
    expect(serverViolations(aServer({ metadata: { name: "n".repeat(70) }, spec }))).toMatchObject([
      { field: "metadata.name" },
      { field: "spec.mac" },
      { field: "spec.ipv4" },
      { field: "spec.routerIP" },
      { field: "spec.hostKeys[1]" },
      { field: "spec.provisioningProfile" },
    ]);
  });

  it.each([
    { spec: { ipv4: "10.50.1\u001b[2J" }, want: '"10.50.1\\u001b[2J" is not an IPv4 address' },
    { spec: { routerIP: "rtr" }, want: '"rtr" is not an IPv4 address; write the router' },
    { spec: { ipv4: "10.0.0.1", routerIP: "10.0.0.1" }, want: '"10.0.0.1" is also spec.ipv4' },
    { spec: { mac: "x" }, want: '"x" is not a MAC address' },
    { spec: { hostKeys: ["x"] }, want: '"x" is not a host key' },
    { spec: { provisioningProfile: "X" }, want: '"X" is not the name of a ProvisioningProfile' },
  ])("shows the value, escaped, and the rule: $want", ({ spec, want }) => {
    const [violation] = serverViolations(aServer({ spec }));
    expect(violation?.message).toContain(want);
  });
});
